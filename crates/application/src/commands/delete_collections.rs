//! Collections are removed; the items in them stay the organization's.

use super::create_collection::subject;
use super::update_collection::is_managed;
use crate::work::Work;
use crate::{Call, CommandError, Membership};
use domain::{AccountId, CollectionId, Event, EventType, OrganizationId, Refusal};
use storage::tables::{collection, collection_access as reach, member_access};
use storage::{Command, Transaction};

/// Removes collections, all or none. An item that was in no other one is the administrators' to put somewhere.
#[derive(Debug, Clone)]
pub struct DeleteCollections {
    /// Who asks.
    pub call: Call,
    /// The person.
    pub account_id: AccountId,
    /// Where.
    pub organization_id: OrganizationId,
    /// Which collections.
    pub ids: Vec<CollectionId>,
}

impl Command for DeleteCollections {
    type Output = ();
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<(), CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        let membership = Membership::of_work(&mut work, self.account_id).await?;
        for id in &self.ids {
            let found = collection::find(work.tx, self.organization_id, *id).await?;
            let collection = found.ok_or(Refusal::CollectionNotFound)?;
            let own = reach::of_member_in(work.tx, self.organization_id, membership.member.id, &[*id]).await?;
            let managed = is_managed(&mut work, *id).await?;
            if !membership.member.deletes_collection(&work.organization, own.get(id).copied(), managed) {
                return Err(Refusal::CollectionNotFound.into());
            }
            member_access::touch_of_collection(work.tx, self.organization_id, *id, self.call.now).await?;
            collection::delete(work.tx, self.organization_id, *id, self.call.now).await?;
            work.record(Event::unnamed(EventType::CollectionDeleted, subject(&collection), &[]));
        }
        Ok(work.finish().await?)
    }
}

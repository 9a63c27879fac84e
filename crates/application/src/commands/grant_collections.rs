//! Several collections are opened to members and groups at once.

use super::collection_access;
use super::create_collection::subject;
use super::update_collection::find_editable;
use crate::work::Work;
use crate::{Call, CommandError, Membership};
use domain::{AccountId, CollectionAccess, CollectionId, Event, EventType, GroupId, MemberId, OrganizationId};
use storage::tables::{collection_group, collection_member};
use storage::{Command, Transaction};

/// Gives access to each of some collections, beside what others have there already.
#[derive(Debug, Clone)]
pub struct GrantCollections {
    /// Who asks.
    pub call: Call,
    /// The person.
    pub account_id: AccountId,
    /// Where.
    pub organization_id: OrganizationId,
    /// Which collections.
    pub ids: Vec<CollectionId>,
    /// To whom.
    pub members: Vec<(MemberId, CollectionAccess)>,
    /// To which groups.
    pub groups: Vec<(GroupId, CollectionAccess)>,
}

impl Command for GrantCollections {
    type Output = ();
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<(), CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        let membership = Membership::of_work(&mut work, self.account_id).await?;
        for id in &self.ids {
            let collection = find_editable(&mut work, &membership, *id).await?;
            let members = collection_member::of_collection(work.tx, self.organization_id, *id).await?;
            // The last one counts: what is given now goes before what there was.
            let members = members.into_iter().map(|row| (row.holder, row.access)).chain(self.members.iter().copied());
            let groups = collection_group::of_collection(work.tx, self.organization_id, *id).await?;
            let groups = groups.into_iter().map(|row| (row.holder, row.access)).chain(self.groups.iter().copied());
            let mut changes = collection_access::set_members(&mut work, *id, &members.collect::<Vec<_>>()).await?;
            changes.extend(collection_access::set_groups(&mut work, *id, &groups.collect::<Vec<_>>()).await?);
            if !changes.is_empty() {
                work.record(Event::unnamed(EventType::CollectionUpdated, subject(&collection), &changes));
            }
        }
        Ok(work.finish().await?)
    }
}

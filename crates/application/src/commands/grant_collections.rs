//! Several collections are opened to members and groups at once.

use super::collection_access::{self, AccessChange};
use super::create_collection::subject;
use super::update_collection::{find_editable, is_managed, require_managed};
use crate::work::Work;
use crate::{Call, CommandError, Membership};
use domain::{AccountId, CollectionAccess, CollectionId, Event, EventType, GroupId, MemberId, OrganizationId};
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
        let (members, groups) = (beside(&self.members), beside(&self.groups));
        for id in &self.ids {
            let collection = find_editable(&mut work, &membership, *id).await?;
            let was_managed = is_managed(&mut work, *id).await?;
            let mut changes = collection_access::set_members(&mut work, *id, &members).await?;
            changes.extend(collection_access::set_groups(&mut work, *id, &groups).await?);
            if was_managed {
                require_managed(&mut work, *id).await?;
            }
            if !changes.is_empty() {
                work.record(Event::unnamed(EventType::CollectionUpdated, subject(&collection), &changes));
            }
        }
        Ok(work.finish().await?)
    }
}

fn beside<I: Copy>(given: &[(I, CollectionAccess)]) -> AccessChange<I> {
    AccessChange::Edit(given.iter().map(|(id, access)| (*id, Some(*access))).collect())
}

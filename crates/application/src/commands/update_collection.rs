//! Who manages a collection changes it, with who reaches it.

use super::collection_access::{self, AccessChange};
use super::create_collection::{external_id, subject};
use crate::queries::find_collection::details;
use crate::work::Work;
use crate::{Call, CollectionDetails, CommandError, Membership};
use domain::{
    AccountId, Change, Collection, CollectionId, Event, EventType, ExternalId, GroupId, MemberId, OrganizationId,
    Refusal,
};
use storage::tables::{collection, collection_access as reach, collection_group, collection_member};
use storage::{Command, Transaction};

/// What of a collection changes; none leaves one alone.
#[derive(Debug, Clone, Default)]
pub struct CollectionChange {
    /// The name, an `EncString` of type 2.
    pub name: Option<String>,
    /// The directory's identifier; `Some(None)` removes it.
    pub external_id: Option<Option<ExternalId>>,
    /// Which members reach it by themselves.
    pub members: Option<AccessChange<MemberId>>,
    /// Which groups reach it.
    pub groups: Option<AccessChange<GroupId>>,
}

/// Changes a collection.
#[derive(Debug, Clone)]
pub struct UpdateCollection {
    /// Who asks.
    pub call: Call,
    /// The person.
    pub account_id: AccountId,
    /// Where.
    pub organization_id: OrganizationId,
    /// Which collection.
    pub id: CollectionId,
    /// What changes.
    pub change: CollectionChange,
}

impl Command for UpdateCollection {
    type Output = CollectionDetails;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<CollectionDetails, CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        let membership = Membership::of_work(&mut work, self.account_id).await?;
        let mut collection = find_editable(&mut work, &membership, self.id).await?;
        let was_managed = is_managed(&mut work, self.id).await?;
        let mut changes = self.rename(&mut work, &mut collection).await?;
        if let Some(members) = &self.change.members {
            changes.extend(collection_access::set_members(&mut work, self.id, members).await?);
        }
        if let Some(groups) = &self.change.groups {
            changes.extend(collection_access::set_groups(&mut work, self.id, groups).await?);
        }
        if was_managed {
            require_managed(&mut work, self.id).await?;
        }
        if !changes.is_empty() {
            work.record(Event::unnamed(EventType::CollectionUpdated, subject(&collection), &changes));
        }
        let details = details(work.tx, &membership, collection).await?;
        work.finish().await?;
        Ok(details)
    }
}

impl UpdateCollection {
    async fn rename(&self, work: &mut Work<'_, '_>, collection: &mut Collection) -> Result<Vec<Change>, CommandError> {
        let before = collection.clone();
        collection.name = self.change.name.clone().unwrap_or_else(|| before.name.clone());
        collection.external_id = self.change.external_id.clone().unwrap_or_else(|| before.external_id.clone());
        if *collection == before {
            return Ok(Vec::new());
        }
        collection.revised_at = self.call.now.later_than(before.revised_at);
        collection::update(work.tx, collection).await?;
        let mut changes = Vec::new();
        // A ciphertext says nothing, but that it is another one does.
        changes.extend(Change::of("name", Some(&before.name), Some(&collection.name)));
        changes.extend(Change::of("externalId", external_id(&before), external_id(collection)));
        Ok(changes)
    }
}

/// The collection, if the member may change it.
pub(super) async fn find_editable(
    work: &mut Work<'_, '_>,
    membership: &Membership,
    id: CollectionId,
) -> Result<Collection, CommandError> {
    let organization_id = work.organization.id;
    let found = collection::find(work.tx, organization_id, id).await?.ok_or(Refusal::CollectionNotFound)?;
    let own = reach::of_member_in(work.tx, organization_id, membership.member.id, &[id]).await?;
    let managed = is_managed(work, id).await?;
    if membership.member.edits_collection(&work.organization, own.get(&id).copied(), managed) {
        Ok(found)
    } else {
        Err(Refusal::CollectionNotFound.into())
    }
}

/// Whether anybody manages a collection.
pub(super) async fn is_managed(work: &mut Work<'_, '_>, id: CollectionId) -> Result<bool, CommandError> {
    let members = collection_member::is_managed(work.tx, work.organization.id, id).await?;
    Ok(members || collection_group::is_managed(work.tx, work.organization.id, id).await?)
}

/// Refuses to leave a collection that nobody could take care of.
pub(super) async fn require_managed(work: &mut Work<'_, '_>, id: CollectionId) -> Result<(), CommandError> {
    if work.organization.collections.admins_access_all || is_managed(work, id).await? {
        return Ok(());
    }
    let text = "At least one member or group must keep access that manages the collection.";
    Err(Refusal::InvalidSetting(text.to_owned()).into())
}

//! One collection.

use crate::{CollectionDetails, CollectionView, Membership};
use domain::{Collection, CollectionId};
use storage::tables::{collection, collection_access, collection_group, collection_member};
use storage::{Query, Snapshot, StorageError};

/// A collection that a member is shown, with who reaches it where they may know that.
#[derive(Debug, Clone)]
pub struct FindCollection {
    /// The member.
    pub membership: Membership,
    /// Which collection.
    pub id: CollectionId,
}

impl Query for FindCollection {
    type Output = Option<CollectionDetails>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<CollectionDetails>, StorageError> {
        let Membership { organization, member } = &self.membership;
        let Some(found) = collection::find(at, organization.id, self.id).await? else { return Ok(None) };
        let details = details(at, &self.membership, found).await?;
        let is_shown = details.view.access.is_some() || member.lists_all_collections();
        Ok(is_shown.then_some(details))
    }
}

/// A collection as a member has it, with who reaches it where they may know that.
pub(crate) async fn details(
    at: &mut Snapshot<'_>,
    membership: &Membership,
    collection: Collection,
) -> Result<CollectionDetails, StorageError> {
    let Membership { organization, member } = membership;
    let id = collection.id;
    let given = collection_access::of_member_in(at, organization.id, member.id, &[id]).await?;
    let view = CollectionView::of(membership, given.get(&id).copied(), collection);
    let manages = view.access.is_some_and(|access| access.manage);
    let mut details = CollectionDetails { view, members: Vec::new(), groups: Vec::new() };
    if manages || member.lists_all_collections() {
        let members = collection_member::of_collection(at, organization.id, id).await?;
        details.members = members.into_iter().map(|row| (row.holder, row.access)).collect();
        let groups = collection_group::of_collection(at, organization.id, id).await?;
        details.groups = groups.into_iter().map(|row| (row.holder, row.access)).collect();
    }
    Ok(details)
}

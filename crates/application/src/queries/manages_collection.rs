//! Whether somebody has a collection to look after.

use domain::{GroupId, MemberId, OrganizationId};
use storage::tables::{collection_group, collection_member, group_membership};
use storage::{Query, Snapshot, StorageError};

/// Whether a member manages a collection, alone or by a group.
#[derive(Debug, Clone, Copy)]
pub struct ManagesCollection {
    /// Where.
    pub organization_id: OrganizationId,
    /// Who.
    pub member_id: MemberId,
}

impl Query for ManagesCollection {
    type Output = bool;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<bool, StorageError> {
        let alone = collection_member::of_holder(at, self.organization_id, self.member_id).await?;
        if alone.iter().any(|row| row.access.manage) {
            return Ok(true);
        }
        let groups = group_membership::of_member(at, self.organization_id, self.member_id).await?;
        let groups: Vec<GroupId> = groups.into_iter().map(|group| group.group_id).collect();
        let by_groups = collection_group::of_holders(at, self.organization_id, &groups).await?;
        Ok(by_groups.iter().any(|row| row.access.manage))
    }
}

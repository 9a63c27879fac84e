//! One group.

use crate::GroupView;
use domain::{GroupId, OrganizationId};
use storage::tables::{group_membership, member_group};
use storage::{Query, Snapshot, StorageError};

/// The group with this id, with its members where they are wanted.
#[derive(Debug, Clone, Copy)]
pub struct FindGroup {
    /// Where.
    pub organization_id: OrganizationId,
    /// Which.
    pub id: GroupId,
    /// Whether its members are wanted.
    pub with_members: bool,
}

impl Query for FindGroup {
    type Output = Option<GroupView>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<GroupView>, StorageError> {
        let Some(group) = member_group::find(at, self.organization_id, self.id).await? else { return Ok(None) };
        let mut members = None;
        if self.with_members {
            let listed = group_membership::of_group(at, self.organization_id, self.id).await?;
            members = Some(listed.into_iter().map(|member| member.member_id).collect());
        }
        Ok(Some(GroupView { group, members }))
    }
}

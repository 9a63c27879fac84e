//! One member.

use crate::MemberView;
use domain::{MemberId, OrganizationId};
use storage::tables::{group_membership, member};
use storage::{Query, Snapshot, StorageError};

/// The member with this id, with its groups.
#[derive(Debug, Clone, Copy)]
pub struct FindMember {
    /// Where.
    pub organization_id: OrganizationId,
    /// Which.
    pub id: MemberId,
}

impl Query for FindMember {
    type Output = Option<MemberView>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<MemberView>, StorageError> {
        let Some(member) = member::find(at, self.organization_id, self.id).await? else { return Ok(None) };
        let groups = group_membership::of_member(at, self.organization_id, self.id).await?;
        Ok(Some(MemberView { member, groups }))
    }
}

//! One member.

use crate::MemberView;
use domain::{Member, MemberId, OrganizationId};
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

/// The member whose address is this one, folded as by [`domain::fold`].
#[derive(Debug, Clone)]
pub struct FindMemberByEmail {
    /// Where.
    pub organization_id: OrganizationId,
    /// The folded address.
    pub email_key: String,
}

impl Query for FindMemberByEmail {
    type Output = Option<Member>;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<Member>, StorageError> {
        member::find_by_email(at, self.organization_id, &self.email_key).await
    }
}

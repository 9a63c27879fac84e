//! An admin puts people into a group and takes people out of it.

use super::{assignments, group_members};
use crate::work::Work;
use crate::{Call, CommandError};
use domain::{GroupId, MemberId, MembershipChange, OrganizationId, Refusal};
use storage::tables::member_group;
use storage::{Command, Transaction};

/// Changes who is in a group, whatever the others in it are. Who is in it already stays, and whoever is not cannot leave.
#[derive(Debug, Clone)]
pub struct ChangeGroupMembers {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// Which group.
    pub id: GroupId,
    /// Who joins. Nobody puts themselves into a group that way.
    pub joining: Vec<MemberId>,
    /// Who leaves.
    pub leaving: Vec<MemberId>,
}

/// Who joined and who left.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupMembersChange {
    /// Who was not in the group and is now.
    pub joined: Vec<MemberId>,
    /// Who was in the group and is no longer.
    pub left: Vec<MemberId>,
}

impl Command for ChangeGroupMembers {
    type Output = GroupMembersChange;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<GroupMembersChange, CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        let by = work.authority().await?;
        by.require(|permissions| permissions.manage_groups)?;
        let found = member_group::find(work.tx, self.organization_id, self.id).await?;
        let group = found.ok_or(Refusal::GroupNotFound)?;
        assignments::require_not_oneself(&work, &by, &self.joining)?;
        let changes = [MembershipChange::Remove(self.leaving.clone()), MembershipChange::Add(self.joining.clone())];
        let outcome = group_members::apply(&mut work, &group, &changes).await?;
        if !outcome.ignored.is_empty() {
            return Err(Refusal::MemberNotFound.into());
        }
        if outcome.change().is_some() {
            member_group::touch(work.tx, self.organization_id, self.id, self.call.now).await?;
        }
        work.finish().await?;
        Ok(GroupMembersChange { joined: outcome.joined, left: outcome.left })
    }
}

//! A directory changes a group or its members.

use super::create_group::{change_profile, list_members, require_external_id_free};
use super::group_members;
use crate::work::Work;
use crate::{Call, EditError, GroupOutcome, GroupView};
use domain::{Group, GroupId, GroupProfile, MembershipChange, OrganizationId, Refusal};
use storage::tables::member_group;
use storage::{Command, Transaction};

/// What an edit wants the group to be.
#[derive(Debug, Clone)]
pub struct GroupEdit {
    /// The wanted profile.
    pub profile: GroupProfile,
    /// What happens to its members, in order.
    pub members: Vec<MembershipChange>,
}

/// Changes a group as a pure function of the caller says, given the group of this very moment without its members.
#[derive(Debug, Clone)]
pub struct UpdateGroup<F> {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// Which group.
    pub id: GroupId,
    /// From the group as it is to the one that is wanted.
    pub edit: F,
    /// Whether the answer shall list the members.
    pub with_members: bool,
}

impl<F, E> Command for UpdateGroup<F>
where
    F: Fn(&Group) -> Result<GroupEdit, E> + Send + Sync + 'static,
    E: Send + 'static,
{
    type Output = GroupOutcome;
    type Error = EditError<E>;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<GroupOutcome, EditError<E>> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        let found = member_group::find(work.tx, self.organization_id, self.id).await?;
        let mut group = found.ok_or(Refusal::GroupNotFound)?;
        let edit = (self.edit)(&group).map_err(EditError::Edit)?;
        edit.profile.check()?;
        if edit.profile.external_id != group.profile.external_id {
            require_external_id_free(&mut work, &edit.profile, Some(group.id)).await?;
        }
        let mut changes = change_profile(&mut work, &mut group, &edit.profile, None);
        let profile_changed = !changes.is_empty();
        let members = group_members::apply(&mut work, &group, &edit.members).await?;
        changes.extend(members.change());
        if !changes.is_empty() {
            group.version += 1;
            group.revised_at = self.call.now;
            if profile_changed {
                member_group::update(work.tx, &group).await?;
            } else {
                member_group::touch(work.tx, self.organization_id, group.id, self.call.now).await?;
            }
        }
        let listed = list_members(&mut work, &group, self.with_members).await?;
        work.finish().await?;
        let view = GroupView { group, members: listed };
        Ok(GroupOutcome { view, changes, ignored: members.ignored, adopted: false })
    }
}

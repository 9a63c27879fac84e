//! A directory removes a group.

use super::delete_groups;
use crate::work::Work;
use crate::{Call, EditError, GroupOutcome, GroupView};
use domain::{Change, Group, GroupId, OrganizationId, Refusal};
use storage::tables::member_group;
use storage::{Command, Transaction};

/// Removes a group; its members stay members.
#[derive(Debug, Clone)]
pub struct DeleteGroup<F> {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// Which group.
    pub id: GroupId,
    /// The caller's own condition on the group of this moment.
    pub check: F,
}

impl<F, E> Command for DeleteGroup<F>
where
    F: Fn(&Group) -> Result<(), E> + Send + Sync + 'static,
    E: Send + 'static,
{
    type Output = GroupOutcome;
    type Error = EditError<E>;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<GroupOutcome, EditError<E>> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        let found = member_group::find(work.tx, self.organization_id, self.id).await?;
        let group = found.ok_or(Refusal::GroupNotFound)?;
        (self.check)(&group).map_err(EditError::Edit)?;
        delete_groups::remove(&mut work, &group).await?;
        work.finish().await?;
        let changes = Change::of("displayName", Some(group.profile.name.text()), None).into_iter().collect();
        let view = GroupView { group, members: None };
        Ok(GroupOutcome { view, changes, ignored: Vec::new(), adopted: false })
    }
}

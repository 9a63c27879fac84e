//! An admin removes groups.

use super::create_group::subject;
use crate::work::Work;
use crate::{Call, CommandError};
use domain::{Change, Event, EventType, Group, GroupId, OrganizationId, Refusal};
use storage::tables::{member_access, member_group};
use storage::{Command, StorageError, Transaction};

/// Removes groups, all or none; their members stay members.
#[derive(Debug, Clone)]
pub struct DeleteGroups {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// Which groups.
    pub ids: Vec<GroupId>,
}

impl Command for DeleteGroups {
    type Output = ();
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<(), CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        work.authority().await?.require(|permissions| permissions.manage_groups)?;
        for id in &self.ids {
            let found = member_group::find(work.tx, self.organization_id, *id).await?;
            remove(&mut work, &found.ok_or(Refusal::GroupNotFound)?).await?;
        }
        Ok(work.finish().await?)
    }
}

/// Removes a group.
pub(super) async fn remove(work: &mut Work<'_, '_>, group: &Group) -> Result<(), StorageError> {
    member_access::touch_group(work.tx, work.organization.id, group.id, work.call.now).await?;
    member_group::delete(work.tx, work.organization.id, group.id).await?;
    work.ledger.groups -= 1;
    work.ledger.groups_removed += 1;
    let change = Change::of("displayName", Some(group.profile.name.text()), None);
    work.record(Event::new(EventType::GroupDeleted, subject(group), group.profile.name.text(), change.as_slice()));
    Ok(())
}

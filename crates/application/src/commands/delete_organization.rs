//! An owner deletes an organization.

use crate::work::Work;
use crate::{Call, CommandError};
use domain::{Event, OrganizationId};
use storage::tables::{account, account_membership, item_placement, last_shown, whole_organization};
use storage::{Command, Transaction};

/// Removes an organization with everything that belongs to it. Its event log stays, so that the log still proves what was
/// done in it and by whom; the accounts of its members stay too, and are told.
#[derive(Debug, Clone)]
pub struct DeleteOrganization {
    /// Who asks.
    pub call: Call,
    /// Which.
    pub organization_id: OrganizationId,
}

impl Command for DeleteOrganization {
    type Output = ();
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<(), CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        work.authority().await?.require_owner()?;
        account::lock_members(work.tx, self.organization_id).await?;
        let told = self.call.now.later_than(last_shown::to_any(work.tx, self.organization_id).await?);
        account::touch_members(work.tx, self.organization_id, told).await?;
        account_membership::delete_of_members(work.tx, self.organization_id).await?;
        item_placement::delete_of_organization(work.tx, self.organization_id).await?;
        let deletion = Event::of_deletion(&work.organization.name);
        work.record(deletion);
        work.ledger.empty();
        whole_organization::delete(work.tx, self.organization_id).await?;
        Ok(work.finish().await?)
    }
}

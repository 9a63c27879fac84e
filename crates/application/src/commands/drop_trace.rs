//! The server drops trace entries that are older than they are kept.

use domain::OrganizationId;
use storage::tables::trace;
use storage::{Command, StorageError, Transaction};
use uuid::Uuid;

/// Drops the entries of an organization that came before an id; answers how many.
pub(crate) struct DropTraceBefore {
    pub(crate) organization_id: OrganizationId,
    pub(crate) bound: Uuid,
}

impl Command for DropTraceBefore {
    type Output = u64;
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<u64, StorageError> {
        trace::delete_before(tx, self.organization_id, self.bound).await
    }
}

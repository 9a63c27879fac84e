//! The server drops trace entries that are older than they are kept.

use domain::OrganizationId;
use storage::tables::{trace, trace_hour};
use storage::{Command, StorageError, Transaction};
use uuid::Uuid;

const MILLIS_OF_HOUR: i64 = 3_600_000;

/// Drops the entries of an organization that came before an id; answers how many.
pub(crate) struct DropTraceBefore {
    pub(crate) organization_id: OrganizationId,
    pub(crate) bound: Uuid,
}

impl Command for DropTraceBefore {
    type Output = u64;
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<u64, StorageError> {
        // The id's moment, in milliseconds, is its first 48 bits (RFC 9562 §5.7).
        let millis = i64::try_from(self.bound.as_u128() >> 80).unwrap_or(i64::MAX);
        trace_hour::delete_before(tx, self.organization_id, millis / MILLIS_OF_HOUR).await?;
        trace::delete_before(tx, self.organization_id, self.bound).await
    }
}

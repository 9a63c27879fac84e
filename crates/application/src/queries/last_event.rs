//! Whether anything happened in an organization.

use domain::OrganizationId;
use storage::tables::ledger;
use storage::{Query, QueryCost, Snapshot, StorageError};

/// The number of an organization's last event; 0 where there is none. While it stays the same, nothing that its log tells of
/// has changed.
#[derive(Debug, Clone, Copy)]
pub struct LastEvent(pub OrganizationId);

impl Query for LastEvent {
    type Output = i64;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<i64, StorageError> {
        Ok(ledger::find(at, self.0).await?.map_or(0, |ledger| ledger.sequence))
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Point
    }
}

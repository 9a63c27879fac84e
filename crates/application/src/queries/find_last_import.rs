//! Whether a directory import makes members, too.

use domain::{OrganizationId, Timestamp};
use storage::tables::member;
use storage::{Query, QueryCost, Snapshot, StorageError};

/// When a directory import last made a member who is still here; none where it never did.
#[derive(Debug, Clone, Copy)]
pub struct FindLastImport(pub OrganizationId);

impl Query for FindLastImport {
    type Output = Option<Timestamp>;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<Timestamp>, StorageError> {
        member::last_imported(at, self.0).await
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Point
    }
}

//! The provisioning trace.

use domain::{MemberId, OrganizationId};
use storage::tables::trace::{self, TraceEntry};
use storage::{Query, QueryCost, Snapshot, StorageError};
use uuid::Uuid;

/// Up to `limit` calls, newest first.
#[derive(Debug, Clone, Copy)]
pub struct ListTrace {
    /// Where.
    pub organization_id: OrganizationId,
    /// Calls about this member alone.
    pub member_id: Option<MemberId>,
    /// Calls that failed alone.
    pub failed: bool,
    /// How many at most.
    pub limit: usize,
}

/// Rows read at once while looking for failed calls.
const STRETCH: i64 = 500;

impl Query for ListTrace {
    type Output = Vec<TraceEntry>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Vec<TraceEntry>, StorageError> {
        let mut found = Vec::new();
        let mut before = Uuid::max();
        while found.len() < self.limit {
            let stretch = trace::list(at, self.organization_id, self.member_id, before, STRETCH).await?;
            let Some(last) = stretch.last() else { break };
            before = last.id;
            found.extend(stretch.into_iter().filter(|entry| !self.failed || entry.status >= 400));
        }
        found.truncate(self.limit);
        Ok(found)
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

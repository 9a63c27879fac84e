//! The event log is checked against its hash chain as it grows: from where the last look ended.

use super::verify_events::{AuditFinding, compare_end, follow};
use crate::{DataKey, PublishedTip};
use domain::{OrganizationId, Timestamp};
use std::sync::Arc;
use storage::tables::{event, ledger};
use storage::{Query, QueryCost, Snapshot, StorageError};

/// How far an organization's log was checked on this server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainStatus {
    /// The number of the last event that was checked.
    pub verified_to: i64,
    /// The number of the last event of the log.
    pub last: i64,
    /// When that was.
    pub verified_at: Timestamp,
    /// What does not fit; none where everything up to `verified_to` is whole.
    pub finding: Option<AuditFinding>,
}

/// Checks some more events of a log, after those that are known to be whole.
pub(crate) struct VerifyMoreEvents {
    pub(crate) organization_id: OrganizationId,
    /// Where the last look ended.
    pub(crate) known: PublishedTip,
    /// How many events at most.
    pub(crate) limit: i64,
    pub(crate) data_key: Arc<DataKey>,
}

/// How far it came.
pub(crate) struct VerifiedTo {
    pub(crate) tip: PublishedTip,
    /// The number of the last event of the log.
    pub(crate) last: i64,
    pub(crate) finding: Option<AuditFinding>,
}

impl Query for VerifyMoreEvents {
    type Output = VerifiedTo;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<VerifiedTo, StorageError> {
        let chain = self.data_key.chain_key();
        let mut tip = self.known;
        let Some(end) = ledger::find_with_tip(at, self.organization_id).await? else {
            return Ok(VerifiedTo { tip, last: 0, finding: Some(AuditFinding::NoLedger) });
        };
        let last = end.0.sequence;
        if tip.sequence > 0 && event::hash_of(at, self.organization_id, tip.sequence).await? != Some(tip.head) {
            let finding = AuditFinding::Altered { sequence: tip.sequence };
            return Ok(VerifiedTo { tip, last, finding: Some(finding) });
        }
        // Not from 0: an event could have been put in before the first one.
        let after = if tip.sequence > 0 { tip.sequence } else { i64::MIN };
        let events = event::list_after(at, self.organization_id, after, self.limit).await?;
        // Fewer than could be: a log whose tail was cut never reaches the number in the ledger.
        let is_at_end = (events.len() as u64) < self.limit.unsigned_abs();
        for (event, hash) in events {
            match follow(chain, tip.sequence + 1, &tip.head, &event, &hash) {
                Ok(()) => tip = PublishedTip { sequence: event.sequence, head: hash },
                Err(finding) => return Ok(VerifiedTo { tip, last, finding: Some(finding) }),
            }
        }
        let is_at_end = is_at_end || tip.sequence >= last;
        let finding = if is_at_end { compare_end(chain, &end, tip.sequence, &tip.head) } else { None };
        Ok(VerifiedTo { tip, last, finding })
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

//! The event log is checked against its hash chain.

use crate::{DataKey, PublishedTip};
use domain::{ChainHash, ChainKey, ChainTip, Ledger, OrganizationId, RecordedEvent};
use std::fmt;
use std::sync::Arc;
use storage::tables::{event, ledger};
use storage::{Query, QueryCost, Snapshot, StorageError};

/// Events read at once.
const STRETCH: i64 = 1000;

/// Checks an organization's log from its first event to its tip, and against a tip that was published outside the
/// database.
#[derive(Debug, Clone)]
pub struct VerifyEvents {
    /// Whose log.
    pub organization_id: OrganizationId,
    /// The tip that the tip file holds; none where the file has none of this organization.
    pub published: Option<PublishedTip>,
    pub(crate) data_key: Arc<DataKey>,
}

/// The outcome of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditReport {
    /// Events that were read.
    pub events: i64,
    /// The hash of the last one.
    pub head: ChainHash,
    /// Whether the last one is the deletion of the organization.
    pub is_deleted: bool,
    /// What is wrong; none where the log is whole.
    pub finding: Option<AuditFinding>,
}

/// The first thing that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditFinding {
    /// Events between two numbers are missing.
    Missing {
        /// The number that should have come next.
        expected: i64,
        /// The number that came.
        found: i64,
    },
    /// An event does not fit its hash: it was edited, or put in.
    Altered {
        /// Its number.
        sequence: i64,
    },
    /// The log ends elsewhere than its tip says: its tail was cut, or the tip was edited.
    TipDiffers {
        /// The last event in the log.
        last: i64,
        /// The number in the ledger.
        ledger: i64,
    },
    /// The log ends before, or differs from, what was published outside the database.
    BehindPublished {
        /// The number that was published.
        published: i64,
        /// The last event in the log.
        last: i64,
    },
    /// The organization has no ledger: its row was removed.
    NoLedger,
}

impl fmt::Display for AuditFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { expected, found } => {
                write!(f, "events {expected} to {} are missing: they were deleted", found - 1)
            }
            Self::Altered { sequence } => {
                write!(f, "event {sequence} does not fit its hash: it was edited, or put in from outside")
            }
            Self::TipDiffers { last, ledger } => write!(
                f,
                "the log ends at event {last}, its tip says {ledger}: the tail was cut, events were added, or the tip was edited"
            ),
            Self::BehindPublished { published, last } => write!(
                f,
                "the log ends at event {last} and does not contain event {published} as it was published outside the \
                 database: the tail was cut together with its tip, or an older state was put back"
            ),
            Self::NoLedger => f.write_str("the organization has no ledger: its row was removed"),
        }
    }
}

/// Whether an event is the next one of a log that ends with the hash `head`.
pub(super) fn follow(
    chain: &ChainKey,
    expected: i64,
    head: &ChainHash,
    event: &RecordedEvent,
    stored: &ChainHash,
) -> Result<(), AuditFinding> {
    if event.sequence > expected {
        return Err(AuditFinding::Missing { expected, found: event.sequence });
    }
    if event.sequence < expected || chain.hash(head, event) != *stored {
        return Err(AuditFinding::Altered { sequence: event.sequence });
    }
    Ok(())
}

/// What does not fit where a log ends with the event of this number and hash, and the ledger and its tip say where it does.
pub(super) fn compare_end(
    chain: &ChainKey,
    (ledger, tip): &(Ledger, ChainTip),
    sequence: i64,
    head: &ChainHash,
) -> Option<AuditFinding> {
    let fits = ledger.sequence == sequence
        && ledger.head == *head
        && *tip == chain.tip(ledger.organization_id, sequence, head);
    (!fits).then_some(AuditFinding::TipDiffers { last: sequence, ledger: ledger.sequence })
}

impl Query for VerifyEvents {
    type Output = AuditReport;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<AuditReport, StorageError> {
        let chain = self.data_key.chain_key();
        let mut report = AuditReport { events: 0, head: ChainHash::START, is_deleted: false, finding: None };
        let mut published_fits = self.published.as_ref().is_none_or(|tip| tip.sequence == 0);
        // Not from 0: an event could have been put in before the first one.
        let mut after = i64::MIN;
        loop {
            let stretch = event::list_after(at, self.organization_id, after, STRETCH).await?;
            if stretch.is_empty() {
                break;
            }
            for (event, stored) in stretch {
                if let Err(finding) = follow(chain, report.events + 1, &report.head, &event, &stored) {
                    report.finding = Some(finding);
                    return Ok(report);
                }
                after = event.sequence;
                report.events = event.sequence;
                report.head = stored;
                report.is_deleted = event.is_deletion();
                published_fits |=
                    self.published.as_ref().is_some_and(|tip| tip.sequence == event.sequence && tip.head == stored);
            }
        }
        report.finding = match ledger::find_with_tip(at, self.organization_id).await? {
            None => Some(AuditFinding::NoLedger),
            Some(end) => compare_end(chain, &end, report.events, &report.head),
        };
        if report.finding.is_none() && !published_fits {
            let published = self.published.as_ref().map_or(0, |tip| tip.sequence);
            report.finding = Some(AuditFinding::BehindPublished { published, last: report.events });
        }
        Ok(report)
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

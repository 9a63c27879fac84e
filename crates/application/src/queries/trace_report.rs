//! How an organization's identity provider gets on: its calls by hour, the last one, and who has arrived.

use super::trace_page::first_id_of;
use domain::{MemberId, OrganizationId, Timestamp};
use std::time::Duration;
use storage::tables::member;
use storage::tables::trace::TraceEntry;
use storage::tables::trace_hour::{self, HourOfCalls};
use storage::tables::trace_page::{self, TraceLead};
use storage::{Query, QueryCost, Snapshot, StorageError};
use uuid::Uuid;

/// Microseconds of an hour.
pub(crate) const HOUR: i64 = 3_600_000_000;
/// Hours that a report shows.
const HOURS: i64 = 48;
/// Over how long the rate of arrivals is measured.
const RATE_WINDOW: Duration = Duration::from_mins(1);

/// What the identity provider did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvisioningReport {
    /// The last 48 hours, oldest first, those without calls included; the running one comes last.
    pub hours: Vec<HourOfCalls>,
    /// The newest call, without what was sent and answered; none where nobody ever called, or long ago.
    pub last_call: Option<TraceEntry>,
    /// When the oldest call that is kept was made.
    pub first_call_at: Option<Timestamp>,
    /// People whom the calls since then have made.
    pub arrived: i64,
    /// People who were made within the last minute, whoever made them.
    pub arrived_last_minute: i64,
}

impl ProvisioningReport {
    /// The calls of the last 24 hours, together.
    pub fn last_day(&self) -> HourOfCalls {
        let day = self.hours.iter().rev().take(24);
        day.fold(HourOfCalls::default(), |sum, hour| HourOfCalls {
            hour: hour.hour,
            succeeded: sum.succeeded + hour.succeeded,
            refused: sum.refused + hour.refused,
            failed: sum.failed + hour.failed,
            people: sum.people + hour.people,
        })
    }
}

/// The part of the report that the trace's own file has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReadTraceReport {
    pub(crate) organization_id: OrganizationId,
    pub(crate) now: Timestamp,
}

impl Query for ReadTraceReport {
    type Output = ProvisioningReport;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<ProvisioningReport, StorageError> {
        let id = self.organization_id;
        let last = self.now.micros().div_euclid(HOUR);
        let first = last - HOURS + 1;
        let found = trace_hour::list_from(at, id, first).await?;
        let hour = |hour: i64| {
            let known = found.iter().find(|found| found.hour == hour).copied();
            known.unwrap_or(HourOfCalls { hour, ..HourOfCalls::default() })
        };
        let newest = trace_page::list(at, id, TraceLead::All, Uuid::max(), 1).await?;
        Ok(ProvisioningReport {
            hours: (first..=last).map(hour).collect(),
            last_call: newest.into_iter().next(),
            first_call_at: trace_page::oldest(at, id).await?.map(|entry| entry.occurred_at),
            arrived: trace_hour::people(at, id).await?,
            arrived_last_minute: 0,
        })
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Range
    }
}

/// How many people were made within the last minute.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CountArrivals {
    pub(crate) organization_id: OrganizationId,
    pub(crate) now: Timestamp,
}

impl Query for CountArrivals {
    type Output = i64;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<i64, StorageError> {
        let from = MemberId::from_uuid(first_id_of(self.now.before(RATE_WINDOW)));
        member::count_from(at, self.organization_id, from).await
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

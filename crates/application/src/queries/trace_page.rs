//! The provisioning log as the console shows it: calls of the identity provider, the newest first, narrowed.

use domain::{GroupId, MemberId, OrganizationId, ScimKeyId, Timestamp};
use storage::tables::trace::{self, TraceEntry};
use storage::tables::trace_page::{self, TraceLead};
use storage::{Query, QueryCost, Snapshot, StorageError};
use uuid::Uuid;

/// Calls read at once.
const STRETCH: i64 = 500;
/// Calls that one page looks at: where few of them match, the next page goes on from there.
const MOST: usize = 5_000;

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TraceOutcome {
    /// It did what was asked.
    Succeeded,
    /// It was refused: 4xx.
    Refused,
    /// The server failed it: 5xx.
    Failed,
}

impl TraceOutcome {
    /// The outcome that goes with the status of an answer.
    pub const fn of(status: u16) -> Self {
        match status {
            0..400 => Self::Succeeded,
            400..500 => Self::Refused,
            _ => Self::Failed,
        }
    }
}

/// Which calls. All conditions that are given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TraceFilter {
    /// Those that ended so.
    pub outcome: Option<TraceOutcome>,
    /// Those about this member.
    pub member_id: Option<MemberId>,
    /// Those about this group.
    pub group_id: Option<GroupId>,
    /// Those with this key.
    pub scim_key_id: Option<ScimKeyId>,
    /// Those of this provider, by the name that the trace gives it.
    pub provider: Option<String>,
    /// Those with this method.
    pub method: Option<String>,
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
}

impl TraceFilter {
    fn lead(&self) -> TraceLead {
        match (self.member_id, self.group_id, self.outcome) {
            (Some(id), ..) => TraceLead::Member(id),
            (None, Some(id), _) => TraceLead::Group(id),
            (None, None, Some(TraceOutcome::Refused | TraceOutcome::Failed)) => TraceLead::Failures,
            (None, None, _) => TraceLead::All,
        }
    }

    fn holds(&self, entry: &TraceEntry) -> bool {
        self.outcome.is_none_or(|outcome| TraceOutcome::of(entry.status) == outcome)
            && self.member_id.is_none_or(|id| entry.member_id == Some(id))
            && self.group_id.is_none_or(|id| entry.group_id == Some(id))
            && self.scim_key_id.is_none_or(|id| entry.scim_key_id == Some(id))
            && self.provider.as_ref().is_none_or(|provider| entry.provider.as_ref() == Some(provider))
            && self.method.as_ref().is_none_or(|method| entry.method == *method)
    }
}

/// The least id of a moment: ids of calls, members and mails begin with theirs.
pub(crate) fn first_id_of(moment: Timestamp) -> Uuid {
    let millis = u64::try_from(moment.micros() / 1000).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid()
}

/// A page of calls, the newest first.
#[derive(Debug, Clone)]
pub(crate) struct ReadTracePage {
    pub(crate) organization_id: OrganizationId,
    pub(crate) filter: TraceFilter,
    pub(crate) before: Option<Uuid>,
    pub(crate) limit: u16,
}

impl Query for ReadTracePage {
    /// The calls, and the id before which the next page begins.
    type Output = (Vec<TraceEntry>, Option<Uuid>);
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Self::Output, StorageError> {
        let from = self.filter.from.map_or(Uuid::nil(), first_id_of);
        let end = self.filter.until.map_or(Uuid::max(), first_id_of);
        let mut before = self.before.map_or(end, |before| before.min(end));
        let (mut found, mut seen, limit) = (Vec::new(), 0, usize::from(self.limit));
        let is_plain =
            self.filter == TraceFilter { from: self.filter.from, until: self.filter.until, ..TraceFilter::default() };
        let stretch = if is_plain { i64::from(self.limit) + 1 } else { STRETCH };
        loop {
            let lead = self.filter.lead();
            let entries = trace_page::list(at, self.organization_id, lead, before, stretch).await?;
            let is_last =
                (entries.len() as u64) < stretch.unsigned_abs() || entries.last().is_none_or(|entry| entry.id < from);
            seen += entries.len();
            before = entries.last().map_or(before, |entry| entry.id);
            found.extend(entries.into_iter().filter(|entry| entry.id >= from && self.filter.holds(entry)));
            if found.len() > limit {
                found.truncate(limit);
                let older = found.last().map(|entry| entry.id);
                return Ok((found, older));
            }
            if is_last {
                return Ok((found, None));
            }
            if seen >= MOST {
                return Ok((found, Some(before)));
            }
        }
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

/// One call, with what was sent and answered.
#[derive(Debug, Clone, Copy)]
pub struct FindTraceEntry {
    /// Where.
    pub organization_id: OrganizationId,
    /// Which.
    pub id: Uuid,
}

impl Query for FindTraceEntry {
    type Output = Option<TraceEntry>;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<TraceEntry>, StorageError> {
        trace::find(at, self.organization_id, self.id).await
    }
}

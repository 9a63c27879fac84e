//! The event log for other programs: stretch by stretch, oldest first, as NDJSON or CSV.

use super::event_rows::{EventRow, rows_of};
use super::events_page::EventFilter;
use crate::Application;
use domain::{EventType, OrganizationId, RecordedEvent};
use serde_json::{Value, json};
use storage::tables::event;
use storage::{Query, QueryCost, Snapshot, StorageError};

/// Events read at once.
const STRETCH: i64 = 1000;

/// The names of the columns of a CSV export, in their order.
const COLUMNS: [&str; 14] = [
    "sequence",
    "time",
    "type",
    "typeName",
    "actor",
    "subject",
    "changes",
    "memberId",
    "groupId",
    "collectionId",
    "itemId",
    "policyId",
    "address",
    "requestId",
];

/// An export under way. It ends with the event that was the last when it began.
#[derive(Debug)]
pub struct EventExport {
    organization_id: OrganizationId,
    filter: EventFilter,
    after: Option<i64>,
    until: Option<i64>,
}

impl EventExport {
    /// An export of the events that a filter lets through.
    pub const fn new(organization_id: OrganizationId, filter: EventFilter) -> Self {
        Self { organization_id, filter, after: None, until: None }
    }

    /// The next rows, which may be none where nothing matched in a stretch; none at all at the end.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn next(&mut self, application: &Application) -> Result<Option<Vec<EventRow>>, StorageError> {
        if let (Some(after), Some(until)) = (self.after, self.until)
            && after + 1 >= until
        {
            return Ok(None);
        }
        let stretch = application.read(&ReadStretch(self)).await?;
        (self.after, self.until) = (Some(stretch.last), Some(stretch.until));
        Ok(Some(stretch.rows))
    }
}

/// The next rows of an export, the last number that was looked at, and the one before which it ends.
struct ReadStretch<'e>(&'e EventExport);

struct Stretch {
    rows: Vec<EventRow>,
    last: i64,
    until: i64,
}

impl Query for ReadStretch<'_> {
    type Output = Stretch;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Stretch, StorageError> {
        let EventExport { organization_id, filter, after, until } = self.0;
        let (after, until) = if let (Some(after), Some(until)) = (after, until) {
            (*after, *until)
        } else {
            let (from, until) = filter.numbers(at, *organization_id).await?;
            (from - 1, until)
        };
        let events = event::list_after(at, *organization_id, after, STRETCH).await?;
        let last = events.last().map_or(until, |(event, _)| event.sequence);
        let wanted = |event: &RecordedEvent| event.sequence < until && filter.holds(event);
        let events = events.into_iter().map(|(event, _)| event).filter(wanted).collect();
        Ok(Stretch { rows: rows_of(at, *organization_id, events).await?, last, until })
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

impl EventRow {
    /// One line of NDJSON, its end included: everything that the log has of the event, and the names.
    pub fn to_ndjson(&self) -> String {
        let event = &self.event;
        let details: Value = serde_json::from_str(&event.details).unwrap_or_default();
        let line = json!({
            "sequence": event.sequence,
            "time": time(event),
            "type": event.event_type,
            "typeName": self.event_type.map(EventType::name),
            "actor": self.actor.text(),
            "actingAccountId": event.acting_account_id.map(|id| id.to_string()),
            "scimKeyId": event.scim_key_id.map(|id| id.to_string()),
            "systemUser": event.system_user,
            "deviceType": event.device_type,
            "address": event.address,
            "requestId": event.request_id,
            "memberId": event.subject.member_id.map(|id| id.to_string()),
            "accountId": event.subject.account_id.map(|id| id.to_string()),
            "groupId": event.subject.group_id.map(|id| id.to_string()),
            "collectionId": event.subject.collection_id.map(|id| id.to_string()),
            "itemId": event.subject.item_id.map(|id| id.to_string()),
            "policyId": event.subject.policy_id.map(|id| id.to_string()),
            "details": details,
        });
        format!("{line}\n")
    }

    /// The first line of a CSV export (RFC 4180).
    pub fn csv_header() -> String {
        format!("{}\r\n", COLUMNS.join(","))
    }

    /// One record of CSV (RFC 4180), its end included.
    pub fn to_csv(&self) -> String {
        let event = &self.event;
        let id = |id: Option<String>| id.unwrap_or_default();
        let arrow = |change: &domain::Change| {
            let (before, after) = (change.before.as_deref(), change.after.as_deref());
            format!("{}: {} → {}", change.field, before.unwrap_or("-"), after.unwrap_or("-"))
        };
        let changes: Vec<String> = self.changes.iter().map(arrow).collect();
        let cells: [String; 14] = [
            event.sequence.to_string(),
            time(event),
            event.event_type.to_string(),
            self.event_type.map_or("", EventType::name).to_owned(),
            self.actor.text(),
            self.subject.clone().or_else(|| self.member.clone()).unwrap_or_default(),
            changes.join("; "),
            id(event.subject.member_id.map(|id| id.to_string())),
            id(event.subject.group_id.map(|id| id.to_string())),
            id(event.subject.collection_id.map(|id| id.to_string())),
            id(event.subject.item_id.map(|id| id.to_string())),
            id(event.subject.policy_id.map(|id| id.to_string())),
            event.address.clone().unwrap_or_default(),
            event.request_id.clone().unwrap_or_default(),
        ];
        let cells: Vec<String> = cells.iter().map(|cell| csv_cell(cell)).collect();
        format!("{}\r\n", cells.join(","))
    }
}

/// RFC 3339, in microseconds.
fn time(event: &RecordedEvent) -> String {
    let moment = jiff::Timestamp::from_microsecond(event.occurred_at.micros()).unwrap_or_default();
    moment.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string()
}

/// What a formula begins with, the wide forms of East Asian keyboards included, and what is skipped in front of it.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'];

/// A cell in quotes. A name from a directory may begin like a formula: an apostrophe in front keeps spreadsheets from
/// computing it.
fn csv_cell(text: &str) -> String {
    let guard = if text.starts_with(FORMULA) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_one_cell_and_no_formula() {
        assert_eq!(csv_cell("Dora, \"the\" guide\r\n"), "\"Dora, \"\"the\"\" guide\r\n\"");
        for formula in ["=HYPERLINK(1)", "＝HYPERLINK(1)", "\n=1", "\t=1", "@SUM(1)", "-1+1"] {
            assert_eq!(csv_cell(formula), format!("\"'{formula}\""));
        }
        assert_eq!(csv_cell(""), "\"\"");
    }
}

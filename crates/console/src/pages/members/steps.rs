//! The calls of an identity provider about one member, as steps of a story.

use crate::texts::{Phrase, Texts};
use application::{TraceEntry, TraceRow};
use domain::{Change, MemberStatus, Timestamp};

/// A call, or several in a row that only looked.
pub(super) struct Step {
    pub(super) at: Timestamp,
    /// What it did, in a sentence.
    pub(super) title: String,
    /// How it went: `bad`, `same` where nothing changed, or nothing.
    pub(super) tone: &'static str,
    /// How many calls it was.
    pub(super) count: usize,
    /// The call itself; none where it was several.
    pub(super) call: Option<Call>,
}

/// One call.
pub(super) struct Call {
    pub(super) id: String,
    pub(super) method: String,
    pub(super) status: u16,
    pub(super) provider: Option<String>,
    pub(super) rule: Option<String>,
    pub(super) changes: Vec<Change>,
    pub(super) cause: Option<String>,
    pub(super) fix: Option<String>,
}

/// The steps of these calls, which come newest first. Calls that only looked, one after another, are one step.
pub(super) fn steps(t: Texts, rows: Vec<TraceRow>) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for row in rows {
        let (tone, is_look) = (tone(&row), is_look(&row));
        match steps.last_mut().filter(|last| is_look && last.tone == "look") {
            Some(last) => {
                last.count += 1;
                last.call = None;
            }
            None => steps.push(Step {
                at: row.entry.occurred_at,
                title: title(t, &row).to_string(),
                tone: if is_look { "look" } else { tone },
                count: 1,
                call: Some(Call::of(row)),
            }),
        }
    }
    for step in &mut steps {
        if step.count > 1 {
            step.title = t.say("member-looked").with("n", step.count).to_string();
        }
        if step.tone == "look" {
            step.tone = "same";
        }
    }
    steps
}

/// What a call did to the member, in a few words.
fn title(t: Texts, row: &TraceRow) -> Phrase {
    let (entry, changes) = (&row.entry, changes(&row.entry));
    let status = changes.iter().find(|change| change.field == "status");
    let was = |side: fn(&Change) -> &Option<String>| {
        status.and_then(|change| side(change).as_deref()) == Some(MemberStatus::Revoked.name())
    };
    t.say(match (entry.status, entry.method.as_str()) {
        (500.., _) => "member-call-failed",
        (400.., "POST") => "member-call-not-created",
        (400.., "GET" | "HEAD") => "member-call-not-read",
        (400.., _) => "member-call-not-changed",
        (_, "GET" | "HEAD") => "member-call-read",
        (_, "DELETE") => "member-call-removed",
        _ if was(|change| &change.after) => "member-call-revoked",
        _ if was(|change| &change.before) => "member-call-restored",
        (_, "POST") => "member-call-created",
        _ if changes.is_empty() => "member-call-same",
        _ => "member-call-changed",
    })
}

fn changes(entry: &TraceEntry) -> Vec<Change> {
    entry.changes.as_ref().and_then(|changes| serde_json::from_str(changes).ok()).unwrap_or_default()
}

fn tone(row: &TraceRow) -> &'static str {
    match (row.entry.status, &row.entry.changes) {
        (400.., _) => "bad",
        (_, None) => "same",
        _ => "",
    }
}

fn is_look(row: &TraceRow) -> bool {
    row.entry.status < 400 && row.entry.changes.is_none() && matches!(row.entry.method.as_str(), "GET" | "HEAD")
}

impl Call {
    fn of(row: TraceRow) -> Self {
        let (changes, entry) = (changes(&row.entry), row.entry);
        Self {
            id: entry.id.to_string(),
            method: entry.method,
            status: entry.status,
            provider: entry.provider,
            rule: entry.rule,
            changes,
            cause: entry.cause,
            fix: entry.fix,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::OrganizationId;
    use uuid::Uuid;

    fn row(method: &str, status: u16, changes: Option<&str>) -> TraceRow {
        let entry = TraceEntry {
            organization_id: OrganizationId::from_uuid(Uuid::nil()),
            id: Uuid::nil(),
            occurred_at: Timestamp::from_micros(0),
            scim_key_id: None,
            request_id: String::new(),
            address: String::new(),
            agent: None,
            provider: None,
            method: method.to_owned(),
            target: "/v2/o/Users/1".to_owned(),
            request: None,
            status,
            answer: None,
            member_id: None,
            group_id: None,
            rule: None,
            changes: changes.map(str::to_owned),
            cause: None,
            fix: None,
            micros: 1,
        };
        TraceRow { entry, member: None, group: None }
    }

    #[test]
    fn calls_that_only_looked_are_one_step() {
        let change = r#"[{"field":"title","before":null,"after":"Head"}]"#;
        let rows = vec![
            row("GET", 200, None),
            row("GET", 200, None),
            row("PATCH", 200, Some(change)),
            row("PUT", 200, None),
            row("GET", 404, None),
            row("GET", 200, None),
        ];
        let steps = steps(Texts::sample(Timestamp::from_micros(0)), rows);
        let shown: Vec<_> = steps.iter().map(|step| (step.tone, step.count)).collect();
        assert_eq!(shown, [("same", 2), ("", 1), ("same", 1), ("bad", 1), ("same", 1)]);
        let titles: Vec<_> = steps.iter().map(|step| &*step.title).collect();
        let changed = ["Looked 2 times, and changed nothing", "Changed", "Sent again; nothing was different"];
        assert_eq!(titles, [&changed[..], &["Not found", "Looked up"]].concat());
        assert_eq!(steps[1].call.as_ref().unwrap().changes[0].after.as_deref(), Some("Head"));
    }
}

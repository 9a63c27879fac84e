//! What happened to a member, in words.

use crate::texts::{Phrase, Texts};
use application::{EventActor, EventRow};
use domain::{Change, EventType, MemberStatus, Timestamp};

/// An event.
pub(super) struct Happening {
    pub(super) at: Timestamp,
    pub(super) what: String,
    pub(super) who: String,
    /// The status afterwards, where it changed.
    pub(super) status: Option<MemberStatus>,
    /// What else changed.
    pub(super) changes: Vec<Change>,
    /// How long somebody who was cut off still had access, in milliseconds.
    pub(super) cut_off: Option<i64>,
}

impl Happening {
    pub(super) fn of(t: Texts, row: EventRow) -> Self {
        let after =
            row.changes.iter().find(|change| change.field == "status").and_then(|change| change.after.as_deref());
        Self {
            at: row.event.occurred_at,
            what: what(t, row.event_type).to_string(),
            who: who(t, &row.actor).to_string(),
            status: MemberStatus::ALL.into_iter().find(|status| Some(status.name()) == after),
            cut_off: row.cut_off_micros.map(|micros| micros / 1000),
            changes: row.changes.into_iter().filter(|change| change.field != "status").collect(),
        }
    }
}

fn what(t: Texts, event: Option<EventType>) -> Phrase {
    t.say(match event {
        Some(EventType::MemberInvited) => "history-invited",
        Some(EventType::MemberStaged) => "history-staged",
        Some(EventType::MemberConfirmed) => "history-confirmed",
        Some(EventType::MemberUpdated) => "history-updated",
        Some(EventType::MemberUpdatedGroups) => "history-groups",
        Some(EventType::MemberEnrolledRecovery) => "history-enrolled",
        Some(EventType::MemberWithdrewRecovery) => "history-withdrew",
        Some(EventType::MemberPasswordReset) => "history-password",
        Some(EventType::MemberRevoked) => "history-revoked",
        Some(EventType::MemberRestored) => "history-restored",
        Some(EventType::MemberRevokedForTwoStep) => "history-two-step",
        Some(EventType::MemberRevokedForSingleOrganization) => "history-single-organization",
        Some(other) => return t.say("history-other").with("name", other.name()),
        None => return t.say("history-unknown"),
    })
}

/// Who acted: by name, where there is one.
fn who(t: Texts, actor: &EventActor) -> Phrase {
    match actor {
        EventActor::Person { person: Some(person), .. } => {
            t.say("history-by").with("who", person.name.as_ref().unwrap_or(&person.email))
        }
        EventActor::Person { person: None, .. } => t.say("history-by-gone"),
        EventActor::Scim { key_name: Some(name), .. } => t.say("history-by-scim-key").with("key", name),
        EventActor::Scim { key_name: None, .. } => t.say("history-by-scim"),
        EventActor::PublicApi => t.say("history-by-public-api"),
        EventActor::Server => t.say("history-by-server"),
    }
}

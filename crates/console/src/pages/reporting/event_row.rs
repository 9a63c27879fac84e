//! One event as a sentence: who did what, with what, and what it changed.

use super::event_address::EventAddress;
use super::event_words::{self, Kind};
use crate::organization_session::OrganizationSession;
use crate::show::{avatar, clipped_to, millis};
use crate::texts::Texts;
use application::{AccountBrief, EventActor, EventRow};
use domain::{Change, EventSubject, EventType, Timestamp};

/// Fields that are shown at once; the others are a click away.
const FIELDS: usize = 4;
/// Most characters of a value; the exports have all of it.
const LONGEST: usize = 160;
/// Where the subject goes in a sentence: a character that no text has.
const PLACE: &str = "\u{E000}";

/// An event as the list shows it.
pub(crate) struct Row {
    pub(crate) at: Timestamp,
    pub(crate) actor: Actor,
    pub(crate) sentence: Sentence,
    /// The address of events about the same member.
    pub(crate) same_member: Option<String>,
    pub(crate) changes: Vec<Change>,
    /// Changes of further fields.
    pub(crate) more: Vec<Change>,
    pub(crate) address: Option<String>,
    /// How long somebody who lost their access still had it, in milliseconds.
    pub(crate) cut_off_millis: Option<String>,
}

/// Who acted.
pub(crate) struct Actor {
    pub(crate) name: String,
    /// Initials of a person; none of a program.
    pub(crate) initials: Option<String>,
    /// The icon of a program.
    pub(crate) icon: &'static str,
    /// The name of the key that it used.
    pub(crate) key: Option<String>,
    /// The address of what else they did.
    pub(crate) others_by_them: String,
}

/// What was done, around the name of what it was done with.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Sentence {
    pub(crate) before: String,
    pub(crate) name: String,
    /// The page about it.
    pub(crate) href: Option<String>,
    pub(crate) after: String,
}

impl Row {
    pub(crate) fn new(session: &OrganizationSession, address: &EventAddress, row: EventRow) -> Self {
        let t = session.t();
        let here = session.path("/events");
        let subject = row.event.subject;
        let same_member = subject.member_id.filter(|id| address.member != Some(*id));
        let mut sentence = Sentence::new(t, &row);
        sentence.href = page_about(session, subject, row.member.is_some());
        let mut changes: Vec<Change> = row.changes.into_iter().map(short).collect();
        let more = changes.split_off(changes.len().min(FIELDS));
        Self {
            at: row.event.occurred_at,
            actor: Actor::new(t, &here, address, &row.actor),
            sentence,
            same_member: same_member.map(|id| format!("{here}{}", address.about(id).query())),
            changes,
            more,
            address: row.event.address,
            cut_off_millis: row.cut_off_micros.map(millis),
        }
    }
}

impl Actor {
    fn new(t: Texts, here: &str, address: &EventAddress, actor: &EventActor) -> Self {
        let program = |text, icon, word: String| Self {
            name: t.say(text).to_string(),
            initials: None,
            icon,
            key: None,
            others_by_them: format!("{here}{}", address.done_by(word).query()),
        };
        match actor {
            EventActor::Person { id, person, .. } => {
                let gone = program("events-gone", "person", format!("account:{id}"));
                let name = person.as_ref().map_or(gone.name, person_name);
                Self { initials: Some(avatar(&name)), name, ..gone }
            }
            EventActor::Scim { key_id: Some(id), key_name } => {
                Self { key: key_name.clone(), ..program("events-scim", "sync", format!("key:{id}")) }
            }
            EventActor::Scim { key_id: None, .. } => program("events-scim", "sync", "scim".to_owned()),
            EventActor::PublicApi => program("events-actor-api", "key", "api".to_owned()),
            EventActor::Server => program("events-actor-server", "server", "server".to_owned()),
        }
    }
}

/// The name of a person, or their address where they gave none.
pub(crate) fn person_name(person: &AccountBrief) -> String {
    person.name.clone().filter(|name| !name.is_empty()).unwrap_or_else(|| person.email.clone())
}

impl Sentence {
    fn new(t: Texts, row: &EventRow) -> Self {
        let Some(event_type) = row.event_type else {
            let text = t.say("event-unknown").with("number", row.event.event_type.to_string());
            return Self { before: text.to_string(), name: String::new(), href: None, after: String::new() };
        };
        let kind = Kind::of(event_type);
        // Whoever has an account before they have a name has an empty one.
        let name = row.subject.clone().or_else(|| row.member.clone()).filter(|name| !name.is_empty());
        let (named, one) = kind.map_or(("events-the-member", "events-a-member"), |kind| (kind.named, kind.one));
        let whom = if name.is_some() { t.say(named).with("name", PLACE) } else { t.say(one) };
        let shown =
            event_words::text_of_key_shown(&row.changes).filter(|_| event_type == EventType::OrganizationUpdated);
        let text = t.say(shown.unwrap_or_else(|| event_words::text(event_type))).with("whom", whom).to_string();
        let (before, after) = text.split_once(PLACE).unwrap_or((&text, ""));
        let has_place = text.contains(PLACE);
        Self {
            before: before.to_owned(),
            name: name.filter(|_| has_place).map(|name| cut(&name)).unwrap_or_default(),
            href: None,
            after: after.to_owned(),
        }
    }
}

/// The page about what an event is about, where it is there still and there is one.
fn page_about(session: &OrganizationSession, subject: EventSubject, is_there: bool) -> Option<String> {
    let id = subject.member_id.filter(|_| is_there)?;
    session.member.may(|may| may.manage_users).then(|| session.path(&format!("/members/{id}")))
}

fn short(change: Change) -> Change {
    let value = |value: Option<String>| value.map(|value| cut(&value));
    Change { field: cut(&change.field), before: value(change.before), after: value(change.after) }
}

fn cut(text: &str) -> String {
    clipped_to(text, LONGEST)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use domain::{OrganizationId, RecordedEvent};
    use uuid::Uuid;

    fn row(event_type: EventType, subject: Option<&str>) -> EventRow {
        EventRow {
            event: RecordedEvent {
                organization_id: OrganizationId::from_uuid(Uuid::nil()),
                sequence: 1,
                event_type: event_type.number(),
                occurred_at: Timestamp::from_micros(0),
                system_user: None,
                acting_account_id: None,
                scim_key_id: None,
                device_type: 22,
                address: None,
                request_id: None,
                subject: EventSubject::default(),
                details: String::new(),
            },
            event_type: Some(event_type),
            actor: EventActor::Server,
            subject: subject.map(str::to_owned),
            member: None,
            changes: Vec::new(),
            cut_off_micros: None,
        }
    }

    fn said(event_type: EventType, subject: Option<&str>) -> String {
        let t = Texts::sample(Timestamp::from_micros(0));
        let sentence = Sentence::new(t, &row(event_type, subject));
        format!("{}[{}]{}", sentence.before, sentence.name, sentence.after)
    }

    #[test]
    fn an_event_is_a_sentence() {
        for (event_type, subject, expected) in [
            (EventType::MemberInvited, Some("Dora"), "invited [Dora]"),
            (EventType::GroupDeleted, Some("Staff"), "deleted the group [Staff]"),
            (EventType::ItemPasswordCopied, None, "copied the password of an item[]"),
            (EventType::ItemShared, None, "gave an item to the organization[]"),
            (EventType::MemberStaged, Some("Dora"), "staged [Dora], without an invitation"),
            (EventType::AccountSignedIn, Some("Dora"), "signed in[]"),
        ] {
            assert_eq!(said(event_type, subject), expected);
        }
    }

    #[test]
    fn a_look_at_a_key_is_no_change() {
        let t = Texts::sample(Timestamp::from_micros(0));
        for (field, after, said) in [
            ("scimKey pvscim_a", "shown", "looked at the SCIM key "),
            ("apiKey", "shown", "looked at the API key of "),
            ("scimKey pvscim_a", "created", "changed "),
            ("name", "shown", "changed "),
        ] {
            let changes = vec![Change { field: field.to_owned(), before: None, after: Some(after.to_owned()) }];
            let row = EventRow { changes, ..row(EventType::OrganizationUpdated, Some("Okta")) };
            assert_eq!(Sentence::new(t, &row).before, said);
        }
    }

    #[test]
    fn long_values_are_cut() {
        let long = || "ö".repeat(10_000);
        let change = short(Change { field: long(), before: Some("short".to_owned()), after: Some(long()) });
        assert_eq!(change.field.chars().count(), LONGEST + 1);
        assert_eq!(change.after.unwrap().chars().count(), LONGEST + 1);
        assert_eq!(change.before.as_deref(), Some("short"));
    }

    /// Rows of the list's sample: one of a person with a hostile name, one of the identity provider.
    pub(crate) fn samples() -> [Row; 2] {
        let hostile = "<img src=x onerror=alert(1)>";
        let sentence = |name: &str| Sentence {
            before: "invited ".to_owned(),
            name: name.to_owned(),
            href: Some("/organizations/o/members/m".to_owned()),
            after: String::new(),
        };
        let change =
            Change { field: "active".to_owned(), before: Some("true".to_owned()), after: Some(hostile.to_owned()) };
        let row = |name: &str, initials: Option<&str>, key: Option<&str>| Row {
            at: Timestamp::from_micros(0),
            actor: Actor {
                name: name.to_owned(),
                initials: initials.map(str::to_owned),
                icon: "sync",
                key: key.map(str::to_owned),
                others_by_them: "/x".to_owned(),
            },
            sentence: sentence(name),
            same_member: Some("/y".to_owned()),
            changes: vec![change.clone()],
            more: vec![change.clone()],
            address: Some("192.0.2.1".to_owned()),
            cut_off_millis: Some("1.2".to_owned()),
        };
        [row(hostile, Some("IS"), None), row("SCIM", None, Some(hostile))]
    }
}

//! `/organizations/{organization}/members/{member}`: one person, and how they came to be what they are.

use super::attributes;
use super::history::Happening;
use super::member_access::Access;
use super::member_path::MemberPath;
use super::recover;
use super::steps::{Step, steps};
use crate::Console;
use crate::asked::Asked;
use crate::error::PageError;
use crate::layout::{Layout, PageResult, page};
use crate::organization_session::OrganizationSession;
use crate::rail::Entry;
use crate::show::{avatar, device_kind};
use crate::texts::Texts;
use application::{MemberPage, ReadMemberPage, TraceFilter};
use askama::Template;
use axum::extract::State;
use domain::{ExternalId, Member, MemberId, MemberRole, MemberStatus, Origin, Timestamp};
use uuid::Uuid;

/// Calls on one page.
const CALLS: u16 = 50;

/// The parts of the page: the word in its address, its text.
const PARTS: [(&str, &str); 5] = [
    ("provisioning", "member-provisioning"),
    ("profile", "member-profile"),
    ("access", "member-access"),
    ("devices", "member-devices"),
    ("history", "member-history"),
];

#[derive(Template)]
#[template(path = "members/member.html")]
struct Show {
    t: Texts,
    layout: Layout,
    organization: String,
    /// The path of the list, and of this page.
    path: String,
    base: String,
    person: Person,
    tabs: Vec<(&'static str, String, bool)>,
    part: Part,
}

/// What the head says of the member.
struct Person {
    id: String,
    name: String,
    initials: String,
    email: String,
    status: MemberStatus,
    before: Option<MemberStatus>,
    role: MemberRole,
    external_id: Option<String>,
    is_break_glass: bool,
    invited_at: Option<Timestamp>,
    changed_at: Timestamp,
    mails: Vec<Mail>,
    may_invite: bool,
    may_cut: bool,
}

/// A mail about the member that has not gone out.
struct Mail {
    recipient: String,
    due_at: Timestamp,
    is_dead: bool,
    error: Option<String>,
}

/// The part that is shown.
enum Part {
    Provisioning {
        steps: Vec<Step>,
        older: Option<String>,
        links: bool,
    },
    Profile {
        facts: Vec<(&'static str, String)>,
        created_at: Timestamp,
        origin: Origin,
        sent: Vec<(String, String)>,
    },
    Access(Box<Access>),
    Devices {
        has_two_step: bool,
        is_recoverable: bool,
        /// Where the member is given a new master password; none where that cannot be, or not by this person.
        recover: Option<String>,
        has_account: bool,
        devices: Vec<Device>,
    },
    History {
        happenings: Vec<Happening>,
        has_more: bool,
    },
}

struct Device {
    kind: &'static str,
    created_at: Timestamp,
    last_seen_at: Timestamp,
}

pub(crate) async fn show(
    State(console): State<Console>,
    session: OrganizationSession,
    MemberPath(id): MemberPath,
    asked: Asked,
) -> PageResult {
    session.require(|permissions| permissions.manage_users)?;
    let find = ReadMemberPage { organization_id: session.organization.id, id };
    let found = console.application.read(&find).await?.ok_or(PageError::NotFound)?;
    let words = parts(&session);
    let word = match asked.get("tab") {
        "" => words.first(),
        wanted => words.iter().find(|word| **word == wanted),
    };
    let word = *word.ok_or(PageError::NotFound)?;
    let (t, path) = (session.t(), session.path("/members"));
    let base = format!("{path}/{id}");
    let person = Person::of(&session, &found);
    let part = match word {
        "provisioning" => {
            let before = Uuid::try_parse(asked.get("before")).ok();
            provisioning(&console, &session, id, before, &base).await?
        }
        "profile" => profile(found),
        "access" => Part::Access(Box::new(Access::read(&console, &session, found).await?)),
        "devices" => {
            let may_recover = recover::refusal(&console, &session, id).await?.is_none();
            devices(found, may_recover.then(|| format!("{base}/recover")))
        }
        _ => Part::History {
            has_more: found.older_events.is_some(),
            happenings: found.events.into_iter().map(|event| Happening::of(&session, id, event)).collect(),
        },
    };
    let tabs = PARTS.into_iter().filter(|(known, _)| words.contains(known));
    let tabs = tabs.map(|(known, text)| (text, format!("{base}?tab={known}"), known == word)).collect();
    let layout = session.layout(&person.name, Entry::Members);
    page(&Show { t, layout, organization: session.organization.id.to_string(), path, base, person, tabs, part })
}

/// The parts that this person may see.
fn parts(session: &OrganizationSession) -> Vec<&'static str> {
    let may = |word: &str| match word {
        "provisioning" => session.require(|permissions| permissions.manage_scim).is_ok(),
        "history" => session.require(|permissions| permissions.access_event_logs).is_ok(),
        _ => true,
    };
    PARTS.into_iter().map(|(word, _)| word).filter(|word| may(word)).collect()
}

async fn provisioning(
    console: &Console,
    session: &OrganizationSession,
    id: MemberId,
    before: Option<Uuid>,
    base: &str,
) -> Result<Part, PageError> {
    let filter = TraceFilter { member_id: Some(id), ..TraceFilter::default() };
    let calls = console.application.trace_page(session.organization.id, filter, before, CALLS).await?;
    Ok(Part::Provisioning {
        older: calls.older.map(|older| format!("{base}?tab=provisioning&before={older}")),
        steps: steps(session.t(), calls.rows),
        links: crate::router::is_served("/organizations/{organization}/provisioning/{entry}"),
    })
}

fn profile(found: MemberPage) -> Part {
    let member = found.details.member;
    let mut facts = vec![("member-user-name", member.profile.user_name.text().to_owned())];
    facts.push(("member-email", member.profile.email.text().to_owned()));
    let other = member.account_email.as_ref().filter(|email| email.key() != member.profile.email.key());
    facts.extend(other.map(|email| ("member-account-email", email.text().to_owned())));
    let external_id = member.profile.external_id.as_ref();
    facts.extend(external_id.map(|id| ("member-external-id", ExternalId::as_str(id).to_owned())));
    let display_name = member.profile.display_name.as_ref();
    facts.extend(display_name.map(|name| ("member-display-name", name.text().to_owned())));
    facts.extend(member.name.map(|name| ("member-own-name", name)));
    facts.push(("member-id", member.id.to_string()));
    Part::Profile {
        facts,
        created_at: member.created_at,
        origin: member.origin,
        sent: member.profile.attributes.as_deref().map(attributes::fields).unwrap_or_default(),
    }
}

fn devices(found: MemberPage, recover: Option<String>) -> Part {
    let devices = found.devices.into_iter().map(|device| Device {
        kind: device_kind(device.device_type),
        created_at: device.created_at,
        last_seen_at: device.last_seen_at,
    });
    Part::Devices {
        has_two_step: found.details.has_two_step,
        is_recoverable: found.details.is_recoverable,
        recover,
        has_account: found.details.member.account_id.is_some(),
        devices: devices.collect(),
    }
}

impl Person {
    fn of(session: &OrganizationSession, found: &MemberPage) -> Self {
        let (member, by): (&Member, _) = (&found.details.member, session.authority());
        let mails = found.mails.iter().map(|mail| Mail {
            recipient: mail.recipient.clone(),
            due_at: mail.due_at,
            is_dead: mail.dead_at.is_some(),
            error: mail.last_error.clone(),
        });
        Self {
            id: member.id.to_string(),
            name: member.label().to_owned(),
            initials: avatar(member.label()),
            email: member.profile.email.text().to_owned(),
            status: member.status,
            before: member.status_before_revocation,
            role: member.role,
            external_id: member.profile.external_id.as_ref().map(|id| id.as_str().to_owned()),
            is_break_glass: member.is_break_glass,
            invited_at: member.invited_at.filter(|_| member.status == MemberStatus::Invited),
            changed_at: member.revised_at,
            mails: mails.collect(),
            may_invite: by.require_rank_over(member).is_ok()
                && matches!(member.status, MemberStatus::Staged | MemberStatus::Invited),
            may_cut: by.require_reach(member).is_ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::members::member_access;
    use crate::pages::members::steps::Call;
    use crate::pages::reporting::event_row::tests::samples;
    use domain::Change;

    const NOW: Timestamp = Timestamp::from_micros(1_767_225_600_000_000);
    const HOSTILE: &str = "<img src=x onerror=alert(1)>";

    fn sample(part: Part, name: &str, status: MemberStatus) -> String {
        let mail =
            Mail { recipient: HOSTILE.to_owned(), due_at: NOW, is_dead: true, error: Some("550 <no such>".to_owned()) };
        let person = Person {
            id: "m1".to_owned(),
            name: name.to_owned(),
            initials: avatar(name),
            email: "dora@example.test".to_owned(),
            status,
            before: Some(MemberStatus::Confirmed),
            role: MemberRole::User,
            external_id: Some("<b>".to_owned()),
            is_break_glass: true,
            invited_at: Some(NOW),
            changed_at: NOW,
            mails: vec![mail],
            may_invite: status == MemberStatus::Staged,
            may_cut: true,
        };
        let show = Show {
            t: Texts::sample(NOW),
            layout: Layout::sample("Dora"),
            organization: "o1".to_owned(),
            path: "/members".to_owned(),
            base: "/members/m1".to_owned(),
            person,
            tabs: vec![("member-profile", "/members/m1?tab=profile".to_owned(), true)],
            part,
        };
        let html = show.render().unwrap();
        for hostile in ["<img", "<b></", "<no such"] {
            assert!(!html.contains(hostile), "{hostile} in {html}");
        }
        html
    }

    fn shows(html: &str, texts: &[&str]) {
        for text in texts {
            assert!(html.contains(text), "{text} is missing in {html}");
        }
    }

    #[test]
    fn the_head_offers_what_can_be_done() {
        let profile =
            || Part::Profile { facts: Vec::new(), created_at: NOW, origin: Origin::Console, sent: Vec::new() };
        let staged = sample(profile(), HOSTILE, MemberStatus::Staged);
        shows(&staged, &["action=invite&amp;member=m1", "A mail to &#60;img", "no directory has written this person"]);
        shows(&sample(profile(), &"x".repeat(10_000), MemberStatus::Accepted), &["/members/confirm?member=m1"]);
        let revoked = sample(profile(), "Dora", MemberStatus::Revoked);
        shows(&revoked, &["Without access since", "Before that:", "action=restore", "action=remove"]);
    }

    #[test]
    fn calls_tell_what_changed_and_what_to_do() {
        let change = |before: Option<&str>| Change {
            field: HOSTILE.to_owned(),
            before: before.map(str::to_owned),
            after: Some(HOSTILE.to_owned()),
        };
        let call = Call {
            id: "c1".to_owned(),
            method: "PATCH".to_owned(),
            status: 409,
            provider: Some(HOSTILE.to_owned()),
            rule: Some("found by id".to_owned()),
            changes: vec![change(None), change(Some("x"))],
            cause: Some(HOSTILE.to_owned()),
            fix: Some("Map it.".to_owned()),
        };
        let step = Step { at: NOW, title: HOSTILE.to_owned(), tone: "bad", count: 1, call: Some(call) };
        let looked = Step { at: NOW, title: "Looked 3 times".to_owned(), tone: "same", count: 3, call: None };
        let older = Some("/members/m1?before=c1".to_owned());
        let part = Part::Provisioning { steps: vec![step, looked], older, links: true };
        let html = sample(part, "Dora", MemberStatus::Confirmed);
        shows(&html, &["Map it.", "/organizations/o1/provisioning/c1", "<del>—</del>", "Looked 3 times", "before=c1"]);
        let none = Part::Provisioning { steps: Vec::new(), older: None, links: true };
        shows(&sample(none, "Dora", MemberStatus::Confirmed), &["No call was about this person"]);
    }

    #[test]
    fn access_devices_and_history_are_shown() {
        let html =
            sample(Part::Access(Box::new(member_access::tests::sample(HOSTILE))), "Dora", MemberStatus::Confirmed);
        shows(&html, &["data-encrypted=\"2.a|b|c\"", "by a group", "Take the flag away", "Save the role"]);
        shows(&html, &["name=\"leave\" value=\"g1\"", "its next sync", "name=\"add-collection\"", "was-collection-k2"]);
        let html = sample(Part::Access(Box::new(member_access::tests::bare())), "Dora", MemberStatus::Confirmed);
        shows(&html, &["Reaches none", "In no group.", "You cannot change somebody"]);
        assert!(!html.contains("name=\"join\"") && !html.contains("add-collection"), "{html}");
        let device = Device { kind: "device-firefox", created_at: NOW, last_seen_at: NOW };
        let devices = |devices| Part::Devices {
            has_two_step: true,
            is_recoverable: true,
            recover: Some("/m1/recover".to_owned()),
            has_account: true,
            devices,
        };
        shows(&sample(devices(vec![device]), "Dora", MemberStatus::Confirmed), &["Firefox", "href=\"/m1/recover\""]);
        shows(&sample(devices(vec![]), "Dora", MemberStatus::Confirmed), &["No device is signed in"]);
        let happening = |row| Happening { row, status: Some(MemberStatus::Revoked) };
        let part = Part::History { happenings: samples().map(happening).into(), has_more: true };
        let html = sample(part, "Dora", MemberStatus::Confirmed);
        shows(&html, &["Access ended 1.2 ms after it was asked for.", "Earlier ones are in the event log."]);
    }
}

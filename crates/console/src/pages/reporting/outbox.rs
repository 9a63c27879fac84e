//! `/organizations/{organization}/outbox`: the mails of the organization.

use crate::Console;
use crate::asked::Asked;
use crate::layout::{Layout, PageResult, page};
use crate::organization_session::OrganizationSession;
use crate::rail::Entry;
use crate::texts::{Phrase, Texts};
use application::{MailState, OutboxRow, OutboxTab, ReadOutboxPage};
use askama::Template;
use axum::extract::State;
use domain::{MailId, MailKind, Timestamp};

/// Mails of a page.
const LIMIT: u16 = 50;

/// The tabs, by the word in the address, with their texts.
const TABS: [(&str, OutboxTab, &str); 3] = [
    ("waiting", OutboxTab::Waiting, "outbox-waiting"),
    ("failed", OutboxTab::Failed, "outbox-failed"),
    ("sent", OutboxTab::Sent, "outbox-sent"),
];

#[derive(Template)]
#[template(path = "reporting/outbox.html")]
struct Outbox {
    t: Texts,
    layout: Layout,
    /// The path of the list.
    path: String,
    tab: OutboxTab,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    older: Option<String>,
    newest: Option<String>,
    /// Whether mails leave at all.
    is_on: bool,
    /// Whether mails can be read here.
    are_readable: bool,
}

/// A link to mails in one state.
struct Tab {
    text: &'static str,
    href: String,
    /// How many; not counted for those that were sent.
    count: Option<i64>,
    is_current: bool,
}

/// A mail.
struct Row {
    id: MailId,
    kind: &'static str,
    recipient: String,
    /// The page of the member that it is about.
    member: String,
    created_at: Timestamp,
    state: Standing,
}

/// How it stands with a mail.
enum Standing {
    Waiting { due_at: Timestamp, error: Option<String> },
    Failed { at: Timestamp, error: Option<String> },
    Sent { at: Timestamp, read: Option<String> },
}

pub(crate) async fn handle(State(console): State<Console>, session: OrganizationSession, asked: Asked) -> PageResult {
    session.require(|permissions| permissions.manage_users)?;
    let (tab, before) = read(&asked);
    let organization_id = session.organization.id;
    let found = console.application.read(&ReadOutboxPage { organization_id, tab, before, limit: LIMIT }).await?;
    let (t, path) = (session.t(), session.path("/outbox"));
    let word = TABS.iter().find(|(_, of, _)| *of == tab).map_or("waiting", |(word, ..)| word);
    let are_readable = console.mails_are_readable();
    page(&Outbox {
        t,
        layout: session.layout(t.say("outbox-title"), Entry::Outbox),
        tab,
        tabs: tabs(&path, tab, found.totals.waiting, found.totals.dead),
        rows: found.rows.into_iter().map(|row| Row::new(&session, row, are_readable)).collect(),
        older: found.older.map(|id| format!("{path}?tab={word}&before={id}")),
        newest: before.map(|_| format!("{path}?tab={word}")),
        is_on: console.application.mailer().is_on(),
        are_readable,
        path,
    })
}

/// The tab, and the mail before which the page begins.
fn read(asked: &Asked) -> (OutboxTab, Option<MailId>) {
    let tab = TABS.iter().find(|(word, ..)| *word == asked.get("tab"));
    (tab.map_or(OutboxTab::Waiting, |(_, tab, _)| *tab), MailId::parse(asked.get("before")))
}

fn tabs(path: &str, current: OutboxTab, waiting: i64, dead: i64) -> Vec<Tab> {
    let tab = |(word, tab, text): &(&str, OutboxTab, &'static str)| Tab {
        text,
        href: format!("{path}?tab={word}"),
        count: match tab {
            OutboxTab::Waiting => Some(waiting),
            OutboxTab::Failed => Some(dead),
            OutboxTab::Sent => None,
        },
        is_current: *tab == current,
    };
    TABS.iter().map(tab).collect()
}

impl Row {
    fn new(session: &OrganizationSession, row: OutboxRow, is_readable: bool) -> Self {
        let state = match row.state {
            MailState::Waiting { due_at, last_error, .. } => Standing::Waiting { due_at, error: last_error },
            MailState::Failed { at, last_error, .. } => Standing::Failed { at, error: last_error },
            MailState::Sent { at } => {
                Standing::Sent { at, read: is_readable.then(|| session.path(&format!("/outbox/{}", row.id))) }
            }
        };
        Self {
            id: row.id,
            kind: kind(row.kind),
            recipient: row.recipient,
            member: session.path(&format!("/members/{}", row.member_id)),
            created_at: row.created_at,
            state,
        }
    }
}

/// The text of what a mail says.
pub(crate) const fn kind(kind: MailKind) -> &'static str {
    match kind {
        MailKind::Invitation => "outbox-invitation",
        MailKind::MemberAccepted => "outbox-accepted",
        MailKind::MemberConfirmed => "outbox-confirmed",
        MailKind::MemberRevoked => "outbox-revoked",
    }
}

impl Outbox {
    /// Whether all mails of the tab can be tried again at once.
    fn can_retry_all(&self) -> bool {
        self.tab == OutboxTab::Failed
    }

    /// Whether anything stands below the list.
    fn has_pages(&self) -> bool {
        self.can_retry_all() || self.older.is_some() || self.newest.is_some()
    }

    /// What stands where there is nothing: a title, and what will be here.
    fn empty(&self) -> (Phrase, Phrase) {
        let (title, why) = match self.tab {
            OutboxTab::Waiting => ("outbox-none-waiting", "outbox-none-waiting-why"),
            OutboxTab::Failed => ("outbox-none-failed", "outbox-none-failed-why"),
            OutboxTab::Sent => ("outbox-none-sent", "outbox-none-sent-why"),
        };
        (self.t.say(title), self.t.say(why))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const NOW: Timestamp = Timestamp::from_micros(1_767_225_600_000_000);
    const HOSTILE: &str = "<img src=x onerror=alert(1)>";

    fn row(state: Standing) -> Row {
        Row {
            id: MailId::from_uuid(Uuid::nil()),
            kind: "outbox-invitation",
            recipient: HOSTILE.repeat(400),
            member: "/m".to_owned(),
            created_at: NOW,
            state,
        }
    }

    fn sample(tab: OutboxTab, rows: Vec<Row>) -> Outbox {
        Outbox {
            t: Texts::sample(NOW),
            layout: Layout::sample("Outbox"),
            path: "/organizations/o/outbox".to_owned(),
            tab,
            tabs: tabs("/organizations/o/outbox", tab, 1_200, 3),
            rows,
            older: None,
            newest: None,
            is_on: true,
            are_readable: true,
        }
    }

    #[test]
    fn what_others_wrote_is_escaped() {
        let error = Some(HOSTILE.to_owned());
        for (state, shown) in [
            (Standing::Waiting { due_at: NOW, error: error.clone() }, ">1,200<"),
            (Standing::Failed { at: NOW, error }, "Try again"),
            (Standing::Sent { at: NOW, read: Some("/organizations/o/outbox/m".to_owned()) }, "Read it"),
        ] {
            let html = sample(OutboxTab::Failed, vec![row(state)]).render().unwrap();
            assert!(!html.contains("<img") && html.contains("&#60;img") && html.contains(shown), "{html}");
        }
    }

    #[test]
    fn an_empty_tab_teaches() {
        for (tab, shown) in [
            (OutboxTab::Waiting, "No mail waits"),
            (OutboxTab::Failed, "No mail was given up"),
            (OutboxTab::Sent, "No mail was sent yet"),
        ] {
            let html = sample(tab, Vec::new()).render().unwrap();
            assert!(html.contains(shown), "{html}");
        }
        let html = Outbox { is_on: false, ..sample(OutboxTab::Waiting, Vec::new()) }.render().unwrap();
        assert!(html.contains("This server sends no mails."), "{html}");
    }

    #[test]
    fn an_address_that_cannot_be_read_is_that_of_the_first_tab() {
        assert_eq!(read(&Asked::read("tab=x&before=y")), (OutboxTab::Waiting, None));
        assert_eq!(read(&Asked::read("tab=sent")).0, OutboxTab::Sent);
    }
}

//! `/organizations/{organization}/outbox/{mail}`: what a mail says, where the program is tried out.
//!
//! Links in mails hold tokens, and whoever reads an invitation can accept it: everywhere else there is no such page.

use super::outbox::kind;
use crate::Console;
use crate::error::PageError;
use crate::layout::{Layout, PageResult, page};
use crate::organization_session::OrganizationSession;
use crate::path_id;
use crate::rail::Entry;
use crate::texts::Texts;
use application::FindSentMail;
use askama::Template;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use domain::{MailId, Timestamp};

#[derive(Template)]
#[template(path = "reporting/sent_mail.html")]
struct SentMail {
    t: Texts,
    layout: Layout,
    /// The path of the list.
    path: String,
    kind: &'static str,
    recipient: String,
    sent_at: Timestamp,
    /// Subject and text; none where the file is gone.
    content: Option<(String, Vec<Line>)>,
}

/// A line of the text.
struct Line {
    text: String,
    /// Whether all of it is an address to go to.
    is_link: bool,
}

/// Which mail of which organization.
pub(crate) struct ChosenMail {
    session: OrganizationSession,
    id: MailId,
}

impl FromRequestParts<Console> for ChosenMail {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, console: &Console) -> Result<Self, PageError> {
        let session = OrganizationSession::from_request_parts(parts, console).await?;
        Ok(Self { id: path_id::read(parts, console, "mail", MailId::parse).await?, session })
    }
}

pub(crate) async fn handle(State(console): State<Console>, chosen: ChosenMail) -> PageResult {
    let ChosenMail { session, id } = chosen;
    session.require(|permissions| permissions.manage_users)?;
    if !console.mails_are_readable() {
        return Err(PageError::NotFound);
    }
    let find = FindSentMail { organization_id: session.organization.id, id };
    let mail = console.application.read(&find).await?.ok_or(PageError::NotFound)?;
    let stored = console.application.mailer().read_back(&mail).unwrap_or_else(|error| {
        tracing::warn!(%error, "a mail could not be read back");
        None
    });
    let t = session.t();
    page(&SentMail {
        t,
        layout: session.layout(t.say("outbox-mail-title"), Entry::Outbox),
        path: session.path("/outbox?tab=sent"),
        kind: kind(mail.kind),
        recipient: mail.recipient,
        sent_at: mail.sent_at,
        content: stored.map(|mail| (mail.subject, lines(&mail.text))),
    })
}

fn lines(text: &str) -> Vec<Line> {
    let is_link = |line: &str| {
        let is_web = line.starts_with("http://") || line.starts_with("https://");
        is_web && line.bytes().all(|byte| byte.is_ascii_graphic())
    };
    text.lines().map(|line| Line { text: line.to_owned(), is_link: is_link(line) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(content: Option<(String, Vec<Line>)>) -> String {
        let now = Timestamp::from_micros(0);
        let mail = SentMail {
            t: Texts::sample(now),
            layout: Layout::sample("A mail"),
            path: "/organizations/o/outbox?tab=sent".to_owned(),
            kind: "outbox-invitation",
            recipient: "<img src=x>".to_owned(),
            sent_at: now,
            content,
        };
        mail.render().unwrap()
    }

    #[test]
    fn a_line_that_is_an_address_is_a_link() {
        let text = "Hello <img src=x onerror=alert(1)>\n\nhttps://provost.example/accept?a=1&b=2\nhttps://a b\n";
        let html = sample(Some(("<b>".to_owned(), lines(text))));
        assert_eq!(html.matches("<a href=\"https://").count(), 1);
        assert!(!html.contains("<img") && html.contains("<h2>&#60;b&#62;</h2>"), "{html}");
    }

    #[test]
    fn a_file_that_is_gone_says_so() {
        assert!(sample(None).contains("The file of this mail is gone."));
    }
}

//! The panel of the latest calls, which the settings show at first and the stream sends anew.

use super::connection::Connection;
use crate::Console;
use crate::organization_session::OrganizationSession;
use crate::show::call;
use crate::texts::{Phrase, Texts};
use application::{StorageError, TraceFilter, TraceRow};
use askama::Template;
use askama::filters::HtmlSafe;
use domain::Timestamp;

/// Calls that the panel shows.
const CALLS: u16 = 12;

/// The panel.
#[derive(Template)]
#[template(path = "scim/panel.html")]
pub(crate) struct Panel {
    pub(crate) t: Texts,
    pub(crate) connection: Connection,
    pub(crate) calls: Vec<LiveCall>,
}

/// It is HTML already, and stands in the settings as it is.
impl HtmlSafe for Panel {}

/// A call in the panel.
pub(crate) struct LiveCall {
    pub(crate) at: Timestamp,
    pub(crate) status: u16,
    pub(crate) told: Phrase,
    /// Why it failed.
    pub(crate) cause: Option<String>,
    /// Its page in the provisioning log.
    pub(crate) href: String,
}

impl LiveCall {
    /// The tone of its status.
    pub(crate) const fn tone(&self) -> &'static str {
        if self.status < 400 { "good" } else { "bad" }
    }

    fn of(t: Texts, session: &OrganizationSession, row: &TraceRow) -> Self {
        Self {
            at: row.entry.occurred_at,
            status: row.entry.status,
            told: call(t, row),
            cause: row.entry.cause.clone(),
            href: session.path(&format!("/provisioning/{}", row.entry.id)),
        }
    }
}

impl Panel {
    /// As it is at this moment.
    pub(crate) async fn read(console: &Console, session: &OrganizationSession, t: Texts) -> Result<Self, StorageError> {
        let organization = &session.organization;
        let page = console.application.trace_page(organization.id, TraceFilter::default(), None, CALLS).await?;
        Ok(Self {
            t,
            connection: Connection::of(organization, &page.rows),
            calls: page.rows.iter().map(|row| LiveCall::of(t, session, row)).collect(),
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::show::sample_call;

    /// A panel in which an identity provider sends names that are none.
    pub(crate) fn sample(t: Texts) -> Panel {
        let row = sample_call("POST", "/v2/x/Users", 201, Some("<img src=x onerror=alert(1)>"));
        let (at, provider) = (row.entry.occurred_at, row.entry.provider.clone());
        let told = call(t, &row);
        let cause = Some("<script>alert(1)</script>".to_owned());
        let calls = vec![LiveCall { at, status: 409, told, cause, href: "/organizations/x/provisioning/7".to_owned() }];
        Panel { t, connection: Connection::Works { at, provider }, calls }
    }

    #[test]
    fn whatever_is_sent_is_escaped() {
        let html = sample(Texts::sample(Timestamp::from_micros(0))).render().unwrap();
        assert!(!html.contains("<img") && !html.contains("<script") && html.contains("&#60;img src=x"), "{html}");
        assert!(html.contains("Okta"), "{html}");
    }

    #[test]
    fn before_the_first_call_it_waits() {
        let t = Texts::sample(Timestamp::from_micros(0));
        let html = Panel { t, connection: Connection::Waiting, calls: Vec::new() }.render().unwrap();
        assert!(html.contains("Waiting for the first call"), "{html}");
    }
}

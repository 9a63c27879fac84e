//! `/operator`: all organizations, and how the server is.

use super::health::{Part, health};
use super::operator_session::OperatorSession;
use crate::Console;
use crate::asked::Asked;
use crate::error::PageError;
use crate::layout::{Layout, PageResult, page};
use crate::rail::Entry;
use crate::session::Session;
use crate::show::Pager;
use crate::texts::Texts;
use application::ReadOrganizationsPage;
use askama::Template;
use axum::extract::State;
use domain::{Organization, Plan, Timestamp};

/// The plans with their texts, the usual one first.
pub(crate) const PLANS: [(Plan, &str); 4] = [
    (Plan::Enterprise, "plan-enterprise"),
    (Plan::Teams, "plan-teams"),
    (Plan::Families, "plan-families"),
    (Plan::Free, "plan-free"),
];

#[derive(Template)]
#[template(path = "operator/show.html")]
pub(crate) struct Show {
    t: Texts,
    layout: Layout,
    rows: Vec<Row>,
    total: u64,
    pager: Pager,
    parts: Vec<Part>,
    version: &'static str,
    started_at: Timestamp,
    /// What was typed for a new organization, and why it was not made.
    draft: Draft,
    error: Option<String>,
}

/// An organization in the list.
struct Row {
    name: String,
    plan: &'static str,
    created_at: Timestamp,
    members: i64,
    seats: Option<i64>,
    is_enabled: bool,
    has_scim: bool,
}

/// What is typed for a new organization.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    pub(crate) name: String,
    pub(crate) owner_email: String,
    pub(crate) owner_name: String,
    /// A plan's name; the usual one where it is none.
    pub(crate) plan: String,
    pub(crate) seats: String,
}

pub(crate) async fn handle(
    State(console): State<Console>,
    OperatorSession(session): OperatorSession,
    asked: Asked,
) -> PageResult {
    let number = asked.get("page").parse().unwrap_or(1);
    page(&view(&console, &session, number, Draft::default(), None).await?)
}

/// The page of this number, with what was typed and why it was refused.
pub(crate) async fn view(
    console: &Console,
    session: &Session,
    number: u64,
    draft: Draft,
    error: Option<String>,
) -> Result<Show, PageError> {
    let found = console.application.read(&ReadOrganizationsPage { page: number }).await?;
    let t = session.t();
    Ok(Show {
        t,
        layout: session.layout(t.say("operator-title"), Entry::Operator),
        rows: found.rows.into_iter().map(|(organization, members)| row(organization, members)).collect(),
        total: found.total,
        pager: Pager::new("/operator", &[], found.page, found.pages),
        parts: health(console, t, found.total).await,
        version: env!("CARGO_PKG_VERSION"),
        started_at: console.started_at(),
        draft,
        error,
    })
}

fn row(organization: Organization, members: i64) -> Row {
    Row {
        plan: PLANS.iter().find(|(plan, _)| *plan == organization.plan).map_or("plan-enterprise", |(_, text)| text),
        created_at: organization.created_at,
        members,
        seats: organization.seats,
        is_enabled: organization.enabled,
        has_scim: organization.scim.enabled,
        name: organization.name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "<img src=x onerror=alert(1)>";

    fn sample() -> Show {
        let now = Timestamp::from_micros(1_767_225_600_000_000);
        let row = Row {
            name: HOSTILE.repeat(400),
            plan: "plan-teams",
            created_at: now,
            members: 3_214,
            seats: Some(3_500),
            is_enabled: false,
            has_scim: true,
        };
        let part = |name, is_well| Part { name, is_well, says: HOSTILE.to_owned() };
        Show {
            t: Texts::sample(now),
            layout: Layout::sample("This server"),
            rows: vec![row],
            total: 51,
            pager: Pager::new("/operator", &[], 1, 2),
            parts: vec![part("operator-database", true), part("operator-mail", false)],
            version: "1.2.3",
            started_at: now,
            draft: Draft { name: HOSTILE.to_owned(), plan: "teams".to_owned(), ..Draft::default() },
            error: Some(HOSTILE.to_owned()),
        }
    }

    #[test]
    fn organizations_and_parts_are_shown_and_escaped() {
        let html = sample().render().unwrap();
        assert!(!html.contains("<img"), "{html}");
        for shown in [
            ">3,214<",
            "1.2.3",
            r#"<option value="teams" selected>"#,
            r#"<span class="badge bad">Needs a look</span>"#,
            r#"href="/operator?page=2""#,
            r#"<span class="badge bad">Disabled</span>"#,
        ] {
            assert!(html.contains(shown), "{shown} is missing in {html}");
        }
    }

    #[test]
    fn an_installation_without_organizations_says_what_to_do() {
        let html = Show { rows: Vec::new(), total: 0, error: None, ..sample() }.render().unwrap();
        assert!(html.contains("No organization yet"), "{html}");
    }
}

//! `/operator`: all organizations, and how the server is.

use super::health::{Part, health};
use super::operator_session::OperatorSession;
use crate::Console;
use crate::error::PageError;
use crate::layout::{Layout, PageResult, page};
use crate::rail::Entry;
use crate::session::Session;
use crate::texts::Texts;
use application::{FindOrganization, ListOrganizations, StorageError};
use askama::Template;
use axum::extract::{RawQuery, State};
use domain::{Ledger, Organization, Plan, Timestamp};

/// Organizations of a page.
const SIZE: usize = 50;

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
    total: usize,
    /// The pages beside this one.
    previous: Option<usize>,
    next: Option<usize>,
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
    RawQuery(query): RawQuery,
) -> PageResult {
    let query = query.unwrap_or_default();
    let asked = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "page");
    let number = asked.and_then(|(_, number)| number.parse().ok()).unwrap_or(1);
    page(&view(&console, &session, number, Draft::default(), None).await?)
}

/// The page of this number, with what was typed and why it was refused.
pub(crate) async fn view(
    console: &Console,
    session: &Session,
    number: usize,
    draft: Draft,
    error: Option<String>,
) -> Result<Show, PageError> {
    let organizations = console.application.read(&ListOrganizations).await?;
    let total = organizations.len();
    let number = number.clamp(1, total.div_ceil(SIZE).max(1));
    let newest_first = organizations.into_iter().rev();
    let shown: Vec<Organization> = newest_first.skip((number - 1) * SIZE).take(SIZE).collect();
    let t = session.t();
    Ok(Show {
        t,
        layout: session.layout(t.say("operator-title"), Entry::Operator),
        rows: rows(console, shown).await?,
        total,
        previous: (number > 1).then(|| number - 1),
        next: (number * SIZE < total).then(|| number + 1),
        parts: health(console, t, total).await,
        version: env!("CARGO_PKG_VERSION"),
        started_at: console.started_at(),
        draft,
        error,
    })
}

async fn rows(console: &Console, organizations: Vec<Organization>) -> Result<Vec<Row>, StorageError> {
    let mut rows = Vec::with_capacity(organizations.len());
    for organization in organizations {
        let found = console.application.read(&FindOrganization(organization.id)).await?;
        rows.extend(found.map(|(organization, ledger)| row(organization, &ledger)));
    }
    Ok(rows)
}

fn row(organization: Organization, ledger: &Ledger) -> Row {
    Row {
        plan: PLANS.iter().find(|(plan, _)| *plan == organization.plan).map_or("plan-enterprise", |(_, text)| text),
        created_at: organization.created_at,
        members: ledger.members,
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
            previous: None,
            next: Some(2),
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
        let html = Show { rows: Vec::new(), total: 0, next: None, error: None, ..sample() }.render().unwrap();
        assert!(html.contains("No organization yet"), "{html}");
    }
}

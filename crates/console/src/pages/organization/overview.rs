//! `/organizations/{organization}/overview`: how it stands.

use crate::Console;
use crate::error::PageError;
use crate::layout::{Layout, PageResult, page};
use crate::organization_session::OrganizationSession;
use crate::rail::Entry;
use crate::texts::Texts;
use application::FindOrganization;
use askama::Template;
use axum::extract::State;
use domain::Timestamp;

#[derive(Template)]
#[template(path = "organization/overview.html")]
struct Overview {
    t: Texts,
    layout: Layout,
    created_at: Timestamp,
    people: i64,
    seats_used: i64,
    seats: Option<i64>,
    groups: i64,
    scim_enabled: bool,
}

pub(crate) async fn handle(State(console): State<Console>, session: OrganizationSession) -> PageResult {
    session.require_any()?;
    let found = console.application.read(&FindOrganization(session.organization.id)).await?;
    let (organization, ledger) = found.ok_or(PageError::NotFound)?;
    let t = session.t();
    page(&Overview {
        t,
        layout: session.layout(t.say("overview-title"), Entry::Overview),
        created_at: organization.created_at,
        people: ledger.members,
        seats_used: ledger.occupied_seats,
        seats: organization.seats,
        groups: ledger.groups,
        scim_enabled: organization.scim.enabled,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Overview {
        let now = Timestamp::from_micros(1_767_225_600_000_000);
        Overview {
            t: Texts::sample(now),
            layout: Layout::sample("Overview"),
            created_at: now,
            people: 3_386,
            seats_used: 3_214,
            seats: Some(3_500),
            groups: 40,
            scim_enabled: true,
        }
    }

    #[test]
    fn numbers_are_shown() {
        let html = sample().render().unwrap();
        for shown in ["<h1>Overview</h1>", ">3,386<", "3,214 of 3,500 seats", r#"<span class="badge good">On</span>"#] {
            assert!(html.contains(shown), "{shown} is missing in {html}");
        }
    }

    #[test]
    fn without_a_limit_it_says_so() {
        let html = Overview { seats: None, scim_enabled: false, ..sample() }.render().unwrap();
        assert!(html.contains("without limit") && html.contains(r#"<span class="badge ">Off</span>"#), "{html}");
    }
}

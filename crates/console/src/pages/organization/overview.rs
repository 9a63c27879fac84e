//! `/organizations/{organization}/overview`: how it stands, and what needs somebody.

use super::charts::{Calls, People};
use super::needs::{Need, needs};
use crate::Console;
use crate::error::PageError;
use crate::layout::{Layout, PageResult, page};
use crate::organization_session::OrganizationSession;
use crate::rail::Entry;
use crate::texts::Texts;
use application::{Overview as Found, ProvisioningReport};
use askama::Template;
use axum::extract::State;
use domain::{Permissions, Timestamp};

#[derive(Template)]
#[template(path = "organization/overview.html")]
struct Overview {
    t: Texts,
    layout: Layout,
    /// Where this page is, for the part of it that comes anew.
    path: String,
    directory: Directory,
    arrivals: Option<Arrivals>,
    total: i64,
    confirmed: i64,
    seats_used: i64,
    seats: Option<i64>,
    needs: Vec<Need>,
    people: People,
    /// The calls, for those who see what the identity provider does.
    calls: Option<Calls>,
}

/// What is known of the identity provider.
enum Directory {
    /// The endpoint is off; where it is switched on, for who may.
    Off(Option<String>),
    /// Nobody has called yet.
    Unheard,
    /// Somebody called.
    Heard { provider: Option<String>, at: Timestamp },
}

/// People who come right now.
struct Arrivals {
    arrived: i64,
    /// How many within the last minute.
    last_minute: i64,
    /// Whether the first call was made today.
    is_first: bool,
    refused: i64,
}

impl Arrivals {
    /// How fast they come: in a second, or in a minute where that is less than one.
    fn rate(&self, t: Texts) -> String {
        match self.last_minute / 60 {
            0 => t.say("overview-a-minute").with("n", self.last_minute).to_string(),
            second => t.say("overview-a-second").with("n", second).to_string(),
        }
    }
}

pub(crate) async fn handle(State(console): State<Console>, session: OrganizationSession) -> PageResult {
    session.require_any()?;
    let found = console.application.overview(session.organization.id).await?.ok_or(PageError::NotFound)?;
    page(&view(&session, &found))
}

fn view(session: &OrganizationSession, found: &Found) -> Overview {
    let t = session.t();
    let may = |permission: fn(&Permissions) -> bool| session.member.may(permission);
    let sees_calls = may(|may| may.manage_scim);
    let switch = sees_calls.then(|| session.path("/settings/scim"));
    Overview {
        t,
        layout: session.layout(t.say("overview-title"), Entry::Overview),
        path: session.path("/overview"),
        directory: directory(found.organization.scim.enabled, &found.provisioning, switch),
        arrivals: arrivals(t.now(), &found.provisioning),
        total: found.people.total(),
        confirmed: found.people.confirmed,
        seats_used: found.seats.used,
        seats: found.seats.limit,
        needs: needs(session, found),
        people: People::new(t, &found.days),
        calls: sees_calls.then(|| Calls::new(t, &found.provisioning)),
    }
}

fn directory(is_on: bool, report: &ProvisioningReport, switch: Option<String>) -> Directory {
    match &report.last_call {
        _ if !is_on => Directory::Off(switch),
        None => Directory::Unheard,
        Some(call) => Directory::Heard { provider: call.provider.clone(), at: call.occurred_at },
    }
}

/// People who came within the last minute, if the identity provider is at work.
fn arrivals(now: Timestamp, report: &ProvisioningReport) -> Option<Arrivals> {
    const MINUTES: i64 = 2 * 60_000_000;
    const DAY: i64 = 86_400_000_000;
    let last = report.last_call.as_ref()?;
    let is_at_work = now.micros() - last.occurred_at.micros() < MINUTES && report.arrived_last_minute > 0;
    is_at_work.then(|| Arrivals {
        arrived: report.arrived,
        last_minute: report.arrived_last_minute,
        is_first: report.first_call_at.is_some_and(|first| now.micros() - first.micros() < DAY),
        refused: report.last_day().refused,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use application::{DayOfMembers, HourOfCalls};
    use domain::StatusCounts;

    const NOW: Timestamp = Timestamp::from_micros(1_767_225_600_000_000);

    fn report(hours: Vec<HourOfCalls>) -> ProvisioningReport {
        ProvisioningReport { hours, last_call: None, first_call_at: None, arrived: 3_214, arrived_last_minute: 720 }
    }

    fn sample() -> Overview {
        let t = Texts::sample(NOW);
        let day = |number: i64| DayOfMembers {
            day: Timestamp::from_micros(NOW.micros() - (29 - number) * 86_400_000_000),
            people: StatusCounts { confirmed: 1_020 + number * 67, accepted: 18, invited: 200, ..StatusCounts::NONE },
        };
        let days: Vec<DayOfMembers> = (0..30).map(day).collect();
        let hour = |number: i64| HourOfCalls {
            hour: NOW.micros() / 3_600_000_000 - 47 + number,
            succeeded: number * 10,
            refused: i64::from(number == 40) * 18,
            failed: 0,
            people: 0,
        };
        Overview {
            t,
            layout: Layout::sample("Overview"),
            path: "/organizations/o/overview".to_owned(),
            directory: Directory::Heard { provider: Some("Okta".to_owned()), at: NOW },
            arrivals: Some(Arrivals { arrived: 3_214, last_minute: 720, is_first: true, refused: 3 }),
            total: 3_214,
            confirmed: 2_984,
            seats_used: 3_214,
            seats: Some(3_500),
            needs: vec![Need::sample("18 people wait", "/organizations/o/members?tab=waiting")],
            people: People::new(t, &days),
            calls: Some(Calls::new(t, &report((0..48).map(hour).collect()))),
        }
    }

    #[test]
    fn numbers_are_shown_with_a_sentence() {
        let html = sample().render().unwrap();
        for shown in [
            "<h1>Overview</h1>",
            "3,214 people have arrived",
            "12 a second",
            "3,214 of 3,500 seats",
            "2,984 confirmed",
            "18 people wait",
            r#"aria-label="Confirmed members went from 1,020 to 2,963 in 30 days""#,
            r#"aria-label="11,298 calls in 48 hours, 18 of them refused or failed""#,
            r#"hx-trigger="every 2s""#,
        ] {
            assert!(html.contains(shown), "{shown} is missing in {html}");
        }
        assert!(!html.contains("style="), "{html}");
    }

    #[test]
    fn an_organization_without_anybody_says_what_to_do() {
        let t = Texts::sample(NOW);
        let nobody = DayOfMembers { day: NOW, people: StatusCounts::NONE };
        let empty = Overview {
            directory: Directory::Off(Some("/organizations/o/settings/scim".to_owned())),
            arrivals: None,
            total: 0,
            confirmed: 0,
            seats_used: 0,
            seats: None,
            needs: Vec::new(),
            people: People::new(t, &[nobody]),
            calls: Some(Calls::new(t, &report(Vec::new()))),
            ..sample()
        };
        let html = empty.render().unwrap();
        for shown in ["SCIM provisioning is off", "Nothing needs you right now.", "no limit", "Nobody has called yet"] {
            assert!(html.contains(shown), "{shown} is missing in {html}");
        }
    }

    #[test]
    fn names_of_others_are_escaped() {
        let name = "<img src=x onerror=alert(1)>".repeat(400);
        let directory = Directory::Heard { provider: Some(name.clone()), at: NOW };
        let html = Overview { directory, needs: vec![Need::sample(&name, "/x")], ..sample() }.render().unwrap();
        assert!(!html.contains("<img") && html.contains("&#60;img"));
    }

    #[test]
    fn people_come_while_the_directory_is_at_work() {
        let mut report = report(Vec::new());
        assert!(arrivals(NOW, &report).is_none(), "somebody else makes them");
        report.first_call_at = Some(NOW);
        report.last_call = Some(super::super::charts::tests::call(NOW));
        let found = arrivals(NOW, &report).unwrap();
        assert!(found.is_first);
        assert_eq!(found.rate(Texts::sample(NOW)), "12 a second");
        assert_eq!(Arrivals { last_minute: 7, ..found }.rate(Texts::sample(NOW)), "7 in the last minute");
        report.arrived_last_minute = 0;
        assert!(arrivals(NOW, &report).is_none());
    }
}

//! The overview and the event log.

use crate::browser::{Browser, PASSWORD, Page};
use crate::office::Office;
use crate::support::{console, start};
use account_client::{Client, MemberRole};
use application::InviteMembers;
use axum::body::Body;
use axum::http::Request;
use domain::{EmailAddress, Permissions};
use futures_util::StreamExt as _;
use http_kit::HttpMetrics;
use prometheus_client::registry::Registry;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::app::{App, Engine};
use tower::ServiceExt as _;

/// An office in which an admin was confirmed and a user revoked.
async fn busy_office(app: &App) -> Office {
    let office = Office::open(app, "owner@example.test").await;
    office.confirmed(app, "admin@example.test", MemberRole::Admin).await;
    let user = office.confirmed(app, "user@example.test", MemberRole::User).await;
    office.owner.revoke(office.organization.id, user.id).await.unwrap();
    office
}

#[tokio::test]
async fn the_overview_says_how_it_stands() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = busy_office(&app).await;
        let mut browser = office.browser(&app).await;
        let page = browser.get(&office.path("/overview")).await;
        page.shows("2 confirmed").shows("Nothing needs you right now.").shows("SCIM provisioning is off");
        page.shows(r#"<svg class="plot""#).shows("Nobody has called yet");
        office.owner.invite(office.organization.id, &["new@example.test"], MemberRole::User).await.unwrap();
        app.clock.advance(Duration::from_hours(24 * 6));
        let again = Client::new(&app.origin, None).unwrap().log_in("owner@example.test", PASSWORD).await.unwrap();
        let page = Browser::of(&app, &again).await.get(&office.path("/overview")).await;
        page.shows("One invitation has run out");
    }
}

#[tokio::test]
async fn what_a_member_may_not_see_is_not_on_the_overview() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "owner@example.test").await;
    let colleague = office.confirmed(&app, "groups@example.test", MemberRole::Custom).await;
    office.permit(colleague.id, &json!({"manageGroups": true})).await;
    let page = Browser::of(&app, &colleague.session).await.get(&office.path("/overview")).await;
    assert_eq!(page.status, 200);
    assert!(!page.text.contains("Calls by hour") && !page.text.contains("/settings/scim"), "{}", page.text);
}

#[tokio::test]
async fn a_page_that_looks_for_news_does_not_keep_a_session_open() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "owner@example.test").await;
    let mut browser = office.browser(&app).await;
    let overview = office.path("/overview");
    for _ in 0..2 {
        app.clock.advance(Duration::from_mins(20));
        assert_eq!(browser.get(&overview).await.status, 200, "who uses it stays signed in");
    }
    let mut statuses = Vec::new();
    for _ in 0..2 {
        app.clock.advance(Duration::from_mins(20));
        let poll = browser.request(reqwest::Method::GET, &overview).header("x-poll", "true");
        statuses.push(browser.send(poll.header("hx-request", "true")).await.status);
    }
    assert_eq!(statuses, [200, 204], "the second one is sent to the sign-in");
}

/// The sentences of a page, without marks.
fn sentences(page: &Page) -> Vec<String> {
    let tag = regex::Regex::new(r"<[^>]*>").unwrap();
    let rows = page.text.split(r#"<p class="told">"#).skip(1);
    rows.map(|row| {
        let row = row.split("</p>").next().unwrap();
        let row = row.split("<a class=\"only\"").next().unwrap();
        tag.replace_all(row, "").split(" from 127").next().unwrap().trim().to_owned()
    })
    .collect()
}

#[tokio::test]
async fn the_log_says_who_did_what() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = busy_office(&app).await;
        let mut browser = office.browser(&app).await;
        let events = office.path("/events");
        let page = browser.get(&events).await;
        page.shows("Verified up to event").shows(r#"<span class="told">Dora Doe</span>"#).shows("Access ended");
        let all = sentences(&page);
        assert_eq!(all[0], "revoked Dora Doe", "{all:?}");
        assert_eq!(all[3], "invited user@example.test", "{all:?}");
        assert!(all.contains(&"made a collection".to_owned()), "{all:?}");
        // By what happened.
        let page = browser.get(&format!("{events}?what=1511")).await;
        assert_eq!(sentences(&page), ["revoked Dora Doe"]);
        page.shows(r#"<option value="1511" selected>"#);
        // By the person, who is found by what is typed.
        let page = browser.get(&format!("{events}?person=ADMIN%40example.test&what=members")).await;
        page.shows("Only about Dora Doe");
        assert_eq!(sentences(&page), ["confirmed Dora Doe", "changed Dora Doe", "invited admin@example.test"]);
        browser.get(&format!("{events}?person=example")).await.shows("Whom do you mean?");
        browser.get(&format!("{events}?person=nobody")).await.shows("Nobody here is called “nobody”.");
        // By who did it, and when.
        browser.get(&format!("{events}?actor=scim")).await.shows("Nothing like this was found");
        browser.get(&format!("{events}?until=2025-12-31")).await.shows("Nothing like this was found");
        let page = browser.get(&format!("{events}?from=2026-01-01&until=2026-01-01")).await;
        assert_eq!(sentences(&page), all);
        // It was the year before in New York.
        let there = |day| format!("{events}?from={day}&until={day}&zone=America%2FNew_York");
        browser.get(&there("2026-01-01")).await.shows("Nothing like this was found").shows("<b>America/New_York</b>");
        let page = browser.get(&there("2025-12-31")).await;
        assert_eq!(sentences(&page), all);
        page.shows(r#"/events.csv?from=2025-12-31&#38;until=2025-12-31&#38;zone=America%2FNew_York""#);
    }
}

#[tokio::test]
async fn what_somebody_did_is_found_by_their_name() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = busy_office(&app).await;
        office.invited(&app, "new@example.test", MemberRole::User).await;
        let mut browser = office.browser(&app).await;
        let events = office.path("/events");
        let page = browser.get(&format!("{events}?by=OWNER%40example.test&what=1511")).await;
        assert_eq!(sentences(&page), ["revoked Dora Doe"]);
        page.shows("\" selected>Dora Doe</option>").shows("/events.ndjson?actor=account%3A");
        let page = browser.get(&format!("{events}?by=admin%40example.test&what=1511")).await;
        page.shows("Nothing like this was found").shows("\" selected>Dora Doe</option>");
        browser.get(&format!("{events}?by=example")).await.shows("Whom do you mean?").shows("actor=account%3A");
        browser.get(&format!("{events}?by=nobody")).await.shows("Nobody here is called “nobody”.");
        browser.get(&format!("{events}?by=new%40example.test")).await.shows("has no account yet");
        office.invited(&app, "newer@example.test", MemberRole::User).await;
        browser.get(&format!("{events}?by=new")).await.shows("has no account yet");
        // An export is of the same events, and never of more.
        let some = browser.get(&format!("{events}.ndjson?by=owner%40example.test&what=1511")).await;
        assert_eq!(some.text.lines().count(), 1, "{}", some.text);
        for unclear in ["by=example", "by=nobody", "by=new%40example.test", "person=nobody"] {
            assert_eq!(browser.get(&format!("{events}.ndjson?{unclear}")).await.status, 404, "{unclear}");
        }
    }
}

#[tokio::test]
async fn an_address_means_whose_it_is_whoever_else_fits() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "owner@example.test").await;
    let others: Vec<String> = (0..60).map(|number| format!("a{number:02}-ann@example.test")).collect();
    let mut all: Vec<&str> = others.iter().map(String::as_str).collect();
    all.push("ann@example.test");
    for some in all.chunks(20) {
        office.owner.invite(office.organization.id, some, MemberRole::User).await.unwrap();
    }
    let mut browser = office.browser(&app).await;
    let page = browser.get(&office.path("/events?person=ann")).await;
    page.shows("Whom do you mean?");
    let page = browser.get(&office.path("/events?person=Ann%40example.test")).await;
    assert!(!page.text.contains("Whom do you mean?"));
    assert_eq!(sentences(&page).len(), 1, "her invitation");
}

#[tokio::test]
async fn a_long_log_has_pages() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "owner@example.test").await;
    let names: Vec<String> = (0..60).map(|number| format!("p{number}@example.test")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for some in names.chunks(20) {
        office.owner.invite(office.organization.id, some, MemberRole::User).await.unwrap();
    }
    let mut browser = office.browser(&app).await;
    let page = browser.get(&office.path("/events?what=1500")).await;
    assert_eq!(sentences(&page).len(), 50);
    let older = regex::Regex::new(r#"href="([^"]*)" rel="next""#).unwrap();
    let older = older.captures(&page.text).unwrap()[1].replace("&#38;", "&");
    let next = browser.get(&older).await;
    assert_eq!(sentences(&next).len(), 10, "{next:?}");
    next.shows("Newest");
}

#[tokio::test]
async fn exports_have_every_event_with_names() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = busy_office(&app).await;
        let mut browser = office.browser(&app).await;
        let csv = browser.get(&office.path("/events.csv")).await;
        assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8; header=present");
        assert_eq!(csv.headers["content-disposition"], r#"attachment; filename="events-2026-01-01.csv""#);
        assert!(csv.text.starts_with("sequence,time,type,typeName,actor,"), "{}", csv.text);
        let ndjson = browser.get(&office.path("/events.ndjson")).await;
        let lines: Vec<Value> = ndjson.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len() + 1, csv.text.matches("\r\n").count(), "{}", csv.text);
        assert_eq!(lines[0]["sequence"], 1);
        let last = lines.last().unwrap();
        assert_eq!((&last["typeName"], &last["actor"]), (&json!("MemberRevoked"), &json!("owner@example.test")));
        let some = browser.get(&office.path("/events.ndjson?what=1511")).await;
        assert_eq!(some.text.lines().count(), 1);
        assert_eq!(browser.get(&office.path("/events.csv?actor=scim")).await.text.matches("\r\n").count(), 1);
    }
}

#[tokio::test]
async fn an_export_ends_with_the_access_of_who_wants_it() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let admin = office.confirmed(&app, "admin@example.test", MemberRole::Admin).await;
        let browser = Browser::of(&app, &admin.session).await;
        let invite = InviteMembers {
            call: app.application.system_call(),
            organization_id: office.organization_id(),
            emails: (0..2_000).map(|n| EmailAddress::parse(&format!("p{n}@example.test")).unwrap()).collect(),
            role: domain::MemberRole::User,
            permissions: Permissions::NONE,
            groups: Vec::new(),
            collections: Vec::new(),
        };
        app.application.run(invite).await.unwrap();
        // Without a network between, nothing is read ahead of who takes it.
        let router = console(app.application.clone(), HttpMetrics::new(&mut Registry::default())).router();
        let cookies: Vec<String> = browser.cookies().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::get(office.path("/events.ndjson")).header("cookie", cookies.join("; "));
        let answer = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), 200);
        let mut pieces = answer.into_body().into_data_stream();
        assert!(pieces.next().await.unwrap().is_ok());
        office.owner.revoke(office.organization.id, admin.id).await.unwrap();
        assert!(pieces.next().await.unwrap().is_err(), "a part is not taken for the whole");
        assert!(pieces.next().await.is_none());
    }
}

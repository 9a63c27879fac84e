//! Who gets which page: every route and method by every kind of caller, against the table in `generated/`.

use crate::browser::{Browser, sign_up, sign_up_operator};
use crate::office::Office;
use crate::scim::{call, happen};
use crate::support::start;
use account_client::{MemberRole, Uuid};
use console::ROUTES;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::app::{App, Engine};
use testkit::caller_matrix;

/// What somebody does to themselves comes last, so that everybody is what their name says until then.
const LAST: [&str; 1] = ["/sign-out"];

/// An id of nothing.
const NOWHERE: &str = "00000000-0000-0000-0000-000000000001";

/// Somebody who calls.
struct Caller {
    name: &'static str,
    browser: Browser,
}

/// An organization with everybody who may call.
struct World {
    office: Office,
    /// A SCIM key of the office.
    key: String,
    /// A call of its identity provider.
    entry: String,
    /// A member on whom nobody depends.
    colleague: Uuid,
    callers: Vec<Caller>,
}

impl World {
    async fn build(app: &App) -> Self {
        let expired = Browser::of(app, &sign_up(app, "expired@example.test").await).await;
        app.clock.advance(Duration::from_mins(31));
        let office = Office::open(app, "owner@example.test").await;
        let member = async |name: &str, role| {
            let colleague = office.confirmed(app, &format!("{name}@example.test"), role).await;
            Browser::of(app, &colleague.session).await
        };
        let colleague = office.confirmed(app, "colleague@example.test", MemberRole::User).await.id;
        let user = member("user", MemberRole::User).await;
        let custom = member("custom", MemberRole::Custom).await;
        let manager = office.confirmed(app, "manager@example.test", MemberRole::Custom).await;
        office.permit(manager.id, &json!({"manageUsers": true})).await;
        let manager = Browser::of(app, &manager.session).await;
        let admin = member("admin", MemberRole::Admin).await;
        let revoked = office.confirmed(app, "revoked@example.test", MemberRole::Owner).await;
        office.owner.revoke(office.organization.id, revoked.id).await.unwrap();
        let revoked = Browser::of(app, &revoked.session).await;
        let stranger = Browser::of(app, &sign_up(app, "stranger@example.test").await).await;
        let other = Browser::of(app, &Office::open(app, "other@example.test").await.owner).await;
        let operator = Browser::of(app, &sign_up_operator(app).await).await;
        let owner = office.browser(app).await;
        let callers = [
            ("nobody", Browser::new(app)),
            ("expired session", expired),
            ("signed in, no member", stranger),
            ("user", user),
            ("custom without permissions", custom),
            ("custom who manages users", manager),
            ("admin", admin),
            ("owner", owner),
            ("owner of another organization", other),
            ("revoked owner", revoked),
            ("operator", operator),
        ];
        let callers = callers.into_iter().map(|(name, browser)| Caller { name, browser }).collect();
        let key = office.scim_key(app).await.id.to_string();
        let entry = call(app, &office, "GET", "/Users", 200);
        let id = entry.id.to_string();
        happen(app, entry).await;
        Self { office, key, entry: id, colleague, callers }
    }

    /// What a route's variables become.
    fn path(&self, route: &str) -> String {
        let path = route.replace("/organizations/{organization}", &self.office.path(""));
        let path = path.replace("{group}", NOWHERE).replace("{collection}", NOWHERE);
        let path = path.replace("{policy}", "two-step-login");
        let path = path.replace("{hash}", "0000000000000000").replace("{*name}", "console.css");
        let path = path.replace("{mail}", "01a21599-cf45-7076-9bf7-795e095edd2e").replace("{page}", "okta");
        let path = path.replace("{key}", &self.key).replace("{entry}", &self.entry);
        let path = path.replace("{member}", &self.colleague.to_string());
        assert!(!path.contains('{'), "say in caller_matrix.rs what the variables of {route} become");
        path
    }

    async fn call(&mut self, caller: usize, route: &str, method: &str) -> u16 {
        let path = self.path(route);
        let browser = &mut self.callers[caller].browser;
        let page = if method == "GET" {
            browser.get(&path).await
        } else {
            let who: Value = serde_json::from_str(&browser.get("/session").await.text).unwrap();
            let csrf = who["csrf"].as_str().unwrap_or_default();
            if route.starts_with("/session") {
                browser.call(&path, Some(csrf), &json!({"token": "a.b.c", "accessToken": "a.b.c"})).await
            } else {
                browser.post(&path, csrf, &form(route)).await
            }
        };
        assert!(page.status < 500, "{}: {method} {route}: {page:?}", self.callers[caller].name);
        page.status
    }
}

/// What is sent to a route beside the proof of the session.
fn form(route: &str) -> Vec<(&'static str, &'static str)> {
    match route {
        route if route.ends_with("/role") => vec![("role", "user")],
        "/account/devices" => vec![("device", NOWHERE)],
        "/organizations/{organization}/settings/organization/collections" => vec![("admins-access-all", "on")],
        "/organizations/{organization}/groups" => vec![("name", "")],
        _ => Vec::new(),
    }
}

async fn check(engine: Engine) {
    let app = start(engine).await;
    let mut world = World::build(&app).await;
    let mut rows = caller_matrix::rows(&ROUTES, &LAST);
    for row in &mut rows {
        for caller in 0..world.callers.len() {
            row.statuses.push(world.call(caller, row.route, row.method).await);
        }
    }
    let names: Vec<_> = world.callers.iter().map(|caller| caller.name).collect();
    caller_matrix::check("console-caller-matrix.txt", &names, rows).unwrap();
}

#[tokio::test]
async fn every_page_answers_every_caller_as_the_table_says_on_sqlite() {
    check(Engine::Sqlite).await;
}

#[tokio::test]
async fn every_page_answers_every_caller_as_the_table_says_on_postgresql() {
    check(Engine::Postgres).await;
}

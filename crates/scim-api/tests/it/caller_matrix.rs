//! Who may do what: every route and method by every kind of caller, against the table in `generated/`.

use crate::calls::check_form;
use crate::support::{Setup, start, start_with};
use application::{ChangeOrganization, CreateScimKey, OrganizationChange, RevokeScimKey};
use domain::{KeyScope, Organization, OrganizationId, Plan, ScimKey};
use scim_api::ROUTES;
use serde_json::json;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::time::Duration;
use testkit::app::{App, Engine, make_key, make_organization};
use testkit::trace::{Answer, Target};
use testkit::{caller_matrix, rows};

const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const HOUR: Duration = Duration::from_hours(1);

/// Somebody who calls: what stands in the path for the organization, and the Authorization headers.
struct Caller {
    name: &'static str,
    organization: String,
    authorization: Vec<String>,
}

impl Caller {
    fn new(name: &'static str, organization: impl Display, authorization: &[&str]) -> Self {
        let authorization = authorization.iter().map(|&value| value.to_owned()).collect();
        Self { name, organization: organization.to_string(), authorization }
    }
}

async fn key_until(app: &App, expires_in: Option<Duration>) -> (ScimKey, domain::ScimKeyId) {
    let (call, key) = (app.application.system_call(), ScimKey::generate(app.application.entropy()));
    let expires_at = expires_in.map(|duration| call.now.after(duration));
    let (organization_id, name) = (app.organization.id, "Ends".to_owned());
    let scope = KeyScope::UsersAndGroups;
    let create = CreateScimKey { call, organization_id, name, scope, expires_at, key: key.clone() };
    (key, app.application.run(create).await.unwrap().record.id)
}

/// An organization with a key of its own, of which this changes afterwards.
async fn changed(app: &App, name: &str, change: OrganizationChange) -> (Organization, ScimKey) {
    let organization = make_organization(&app.application, name).await.unwrap();
    let key = make_key(&app.application, organization.id, KeyScope::UsersAndGroups).await.unwrap();
    let call = app.application.system_call();
    app.application.run(ChangeOrganization { call, organization_id: organization.id, change }).await.unwrap();
    (organization, key)
}

fn bearer(key: &ScimKey) -> String {
    format!("Bearer {}", key.reveal())
}

async fn callers(app: &App) -> Vec<Caller> {
    let (application, own) = (&app.application, app.organization.id);
    let good = bearer(&app.key);
    let (revoked, revoked_id) = key_until(app, None).await;
    let call = application.system_call();
    application.run(RevokeScimKey { call, organization_id: own, id: revoked_id }).await.unwrap();
    let (expired, _) = key_until(app, Some(HOUR)).await;
    app.clock.advance(HOUR);
    let stranger = bearer(&ScimKey::generate(application.entropy()));
    let mut mistyped = good.clone();
    let last = mistyped.pop().unwrap();
    mistyped.push(if last == 'x' { 'y' } else { 'x' });
    let (other, others_key) = changed(app, "Other", OrganizationChange::default()).await;
    let off = OrganizationChange { scim_enabled: Some(false), ..OrganizationChange::default() };
    let (without_scim, without_scim_key) = changed(app, "Off", off).await;
    let free = OrganizationChange { plan: Some(Plan::Free), ..OrganizationChange::default() };
    let (on_free, on_free_key) = changed(app, "Free", free).await;
    let disabled = OrganizationChange { enabled: Some(false), ..OrganizationChange::default() };
    let (closed, closed_key) = changed(app, "Closed", disabled).await;
    let read = bearer(&make_key(application, own, KeyScope::Read).await.unwrap());
    let users = bearer(&make_key(application, own, KeyScope::Users).await.unwrap());
    let unknown = OrganizationId::from_uuid(application.fresh_uuid());
    let without_hyphens = own.uuid().simple();
    vec![
        Caller::new("nobody", own, &[]),
        Caller::new("malformed header", own, &["Basic b2xnYTpzZWNyZXQ="]),
        Caller::new("repeated header", own, &[&good, &good]),
        Caller::new("bad key", own, &[&stranger]),
        Caller::new("mistyped key", own, &[&mistyped]),
        Caller::new("expired key", own, &[&bearer(&expired)]),
        Caller::new("revoked key", own, &[&bearer(&revoked)]),
        Caller::new("key of another organization", own, &[&bearer(&others_key)]),
        Caller::new("good key at another organization", other.id, &[&good]),
        Caller::new("SCIM disabled", without_scim.id, &[&bearer(&without_scim_key)]),
        Caller::new("plan without SCIM", on_free.id, &[&bearer(&on_free_key)]),
        Caller::new("disabled organization", closed.id, &[&bearer(&closed_key)]),
        Caller::new("unknown organization", unknown, &[&good]),
        Caller::new("organization id without hyphens", without_hyphens, &[&good]),
        Caller::new("organization that is no id", "acme", &[&good]),
        Caller::new("read-only key", own, &[&read]),
        Caller::new("key for users", own, &[&users]),
        Caller::new("key for users and groups", own, &[&good]),
        Caller::new("good key without a scheme", own, &[app.key.reveal()]),
        Caller::new("good key, id in capitals", own.to_string().to_uppercase(), &[&good]),
    ]
}

/// A body with which the call would succeed.
fn body(route: &str, method: &str, number: usize) -> Option<serde_json::Value> {
    let user = json!({"userName": format!("user{number}@acme.example"), "active": true});
    let group = json!({"displayName": format!("Group {number}")});
    let operations =
        json!({"Operations": [{"op": "replace", "path": "displayName", "value": format!("New {number}")}]});
    let is_user = route.contains("/Users");
    match method {
        "GET" | "DELETE" | "OPTIONS" => None,
        _ if route.ends_with(".search") => Some(json!({"count": 1})),
        _ if route.ends_with("Bulk") => {
            Some(json!({"Operations": [{"method": "POST", "bulkId": "1", "path": "/Users", "data": user}]}))
        }
        "PATCH" => Some(operations),
        _ => Some(if is_user { user } else { group }),
    }
}

/// What a route's variables become, for a resource that was made for this call alone.
async fn path(app: &App, route: &str, caller: &Caller, number: usize) -> String {
    let mut path = route.replace("{organization}", &caller.organization).replace("{name}", "User");
    path = path.replace("{urn}", "urn:ietf:params:scim:schemas:core:2.0:User");
    if path.contains("{id}") {
        let resource = if route.contains("/Users") { "/Users" } else { "/Groups" };
        let made = body(resource, "POST", 1_000_000 + number);
        let made = crate::calls::post(app, resource, made.unwrap()).await;
        path = path.replace("{id}", made["id"].as_str().unwrap());
    }
    path
}

/// The calls that were made.
#[derive(Default)]
struct Calls {
    count: usize,
    /// Body and headers of each 401, request id and time aside.
    refusals: BTreeSet<String>,
}

impl Calls {
    async fn call(&mut self, app: &App, at_root: &Target, route: &str, method: &str, caller: &Caller) -> Answer {
        self.count += 1;
        let path = path(app, route, caller, self.count).await;
        let body = body(route, method, self.count).map(|body| body.to_string());
        let mut headers: Vec<_> =
            caller.authorization.iter().map(|value| ("Authorization".to_owned(), value.clone())).collect();
        if body.is_some() {
            headers.push(("Content-Type".to_owned(), "application/scim+json".to_owned()));
        }
        let before = rows::ledgers(&app.application).await.unwrap();
        let answer = at_root.send(method, &path, &headers, body.as_deref().map(str::as_bytes)).await.unwrap();
        let what = format!("{}: {method} {route}", caller.name);
        if answer.status >= 400 {
            check_form(&answer, &what);
            assert_eq!(
                rows::ledgers(&app.application).await.unwrap(),
                before,
                "{what}: refused, and yet something changed"
            );
        }
        if answer.status == 401 {
            self.refusals.insert(without_request_id(&answer));
        }
        answer
    }
}

fn without_request_id(answer: &Answer) -> String {
    let headers: Vec<_> =
        answer.headers.iter().filter(|(name, _)| !["x-request-id", "date"].contains(&name.as_str())).collect();
    format!("{headers:?} {}", String::from_utf8_lossy(&answer.body))
}

async fn check(engine: Engine) {
    let app = start(engine).await;
    let callers = callers(&app).await;
    let at_root = Target::new(&app.origin, "").unwrap();
    let (mut calls, mut rows) = (Calls::default(), caller_matrix::rows(&ROUTES, &[]));
    for row in &mut rows {
        for caller in &callers {
            row.statuses.push(calls.call(&app, &at_root, row.route, row.method, caller).await.status);
        }
    }
    let names: Vec<_> = callers.iter().map(|caller| caller.name).collect();
    caller_matrix::check("caller-matrix.txt", &names, rows).unwrap();
    let refusals = calls.refusals;
    assert_eq!(refusals.len(), 1, "401 tells callers apart: {refusals:#?}");
    assert!(refusals.iter().all(|refusal| refusal.contains(r#"("www-authenticate", "Bearer")"#)), "{refusals:?}");
}

#[tokio::test]
async fn every_route_answers_every_caller_as_the_table_says_on_sqlite() {
    check(Engine::Sqlite).await;
}

#[tokio::test]
async fn every_route_answers_every_caller_as_the_table_says_on_postgresql() {
    check(Engine::Postgres).await;
}

#[tokio::test]
async fn a_method_that_a_route_does_not_have_is_answered_with_those_it_has() {
    let app = start(Engine::Sqlite).await;
    let good = Caller::new("good", app.organization.id, &[&bearer(&app.key)]);
    let nobody = Caller::new("nobody", app.organization.id, &[]);
    let at_root = Target::new(&app.origin, "").unwrap();
    let mut calls = Calls::default();
    for (route, listed) in ROUTES.into_iter().flatten() {
        for method in METHODS.iter().filter(|method| !listed.contains(method)) {
            for caller in [&good, &nobody] {
                let answer = calls.call(&app, &at_root, route, method, caller).await;
                assert_eq!(answer.status, 405, "{method} {route}");
                let allowed = answer.header("allow").unwrap_or_default().split(',').filter(|name| *name != "HEAD");
                assert_eq!(allowed.collect::<BTreeSet<_>>(), listed.iter().copied().collect(), "{method} {route}");
            }
        }
    }
}

#[tokio::test]
async fn the_same_tree_stands_under_scim_and_takes_the_same_key() {
    let app = start_with(Engine::Sqlite, Setup { under_scim: true, ..Setup::default() }).await;
    for (base, status) in [("/scim/v2", 200), ("/SCIM/V2", 200), ("/v2", 404)] {
        let target = Target::new(&format!("{}{base}/{}", app.origin, app.organization.id), app.key.reveal()).unwrap();
        let answer = crate::calls::call_as(&target, "GET", "/users", &[], None).await;
        assert_eq!(answer.status, status, "{base}");
        if status == 200 {
            let location = answer.json().unwrap()["Resources"][0]["meta"]["location"].as_str().unwrap().to_owned();
            assert!(location.starts_with(&format!("{}/scim/v2/", app.origin)), "{location}");
        }
    }
}

//! Calls of the endpoint, and what must hold for every answer whatever the test asks.

use crate::support::start;
use domain::{Organization, OrganizationId, ScimKey};
use serde_json::{Value, json};
use testkit::app::{App, Engine};
use testkit::rows;
use testkit::trace::{Answer, Target};

pub(crate) const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";
pub(crate) const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
pub(crate) const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// An installation on each engine.
pub(crate) async fn both_engines() -> [App; 2] {
    [start(Engine::Sqlite).await, start(Engine::Postgres).await]
}

/// The endpoint of an organization, with a key.
pub(crate) fn target(app: &App, organization: &Organization, key: &ScimKey) -> Target {
    Target::new(&format!("{}/v2/{}", app.origin, organization.id), key.reveal()).unwrap()
}

/// One call of a target with its key and these headers beside it.
pub(crate) async fn call_as(
    target: &Target,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<&Value>,
) -> Answer {
    let mut lines = vec![("Authorization".to_owned(), format!("Bearer {}", target.token))];
    if body.is_some() {
        lines.push(("Content-Type".to_owned(), "application/scim+json".to_owned()));
    }
    lines.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let text = body.map(Value::to_string);
    let answer = target.send(method, path, &lines, text.as_deref().map(str::as_bytes)).await.unwrap();
    check_form(&answer, &format!("{method} {path}"));
    answer
}

/// One call with the organization's key.
pub(crate) async fn call(app: &App, method: &str, path: &str, body: Option<&Value>) -> Answer {
    call_as(&app.target().unwrap(), method, path, &[], body).await
}

/// A call that succeeds with this status; its body, or null where there is none.
#[track_caller]
pub(crate) fn expect(answer: &Answer, status: u16) -> Value {
    assert_eq!(answer.status, status, "{}", String::from_utf8_lossy(&answer.body));
    answer.json().unwrap_or_default()
}

pub(crate) async fn get(app: &App, path: &str) -> Value {
    expect(&call(app, "GET", path, None).await, 200)
}

pub(crate) async fn post(app: &App, path: &str, body: Value) -> Value {
    expect(&call(app, "POST", path, Some(&body)).await, 201)
}

pub(crate) async fn put(app: &App, path: &str, body: Value) -> Value {
    expect(&call(app, "PUT", path, Some(&body)).await, 200)
}

/// A PATCH of these operations; null for a group, which is answered with 204.
pub(crate) async fn patch(app: &App, path: &str, operations: Value) -> Value {
    let status = if path.to_ascii_lowercase().starts_with("/groups") { 204 } else { 200 };
    expect(&call(app, "PATCH", path, Some(&operations_body(&operations))).await, status)
}

pub(crate) async fn delete(app: &App, path: &str) {
    expect(&call(app, "DELETE", path, None).await, 204);
}

/// A call that is refused with this status and keyword.
pub(crate) async fn refused(
    app: &App,
    method: &str,
    path: &str,
    body: Option<&Value>,
    status: u16,
    scim_type: Option<&str>,
) -> String {
    let answer = call(app, method, path, body).await;
    expect_error(&answer, status, scim_type, &format!("{method} {path} {}", body.map_or(String::new(), clip)))
}

/// Checks that an answer refuses with this status and keyword; its detail.
#[track_caller]
pub(crate) fn expect_error(answer: &Answer, status: u16, scim_type: Option<&str>, what: &str) -> String {
    let body = answer.json().unwrap_or_default();
    assert_eq!((answer.status, body["scimType"].as_str()), (status, scim_type), "{what}: {body}");
    body["detail"].as_str().unwrap().to_owned()
}

pub(crate) fn operations_body(operations: &Value) -> Value {
    json!({"schemas": [PATCH], "Operations": operations})
}

/// Every answer is SCIM: no 5xx but 501, a request id, the media type, and errors in the form of RFC 7644 §3.12.
#[track_caller]
pub(crate) fn check_form(answer: &Answer, what: &str) {
    let text = String::from_utf8_lossy(&answer.body);
    assert!(answer.status < 500 || answer.status == 501, "{what}: {} {text}", answer.status);
    assert!(answer.header("x-request-id").is_some_and(|id| id.len() >= 8), "{what}: no request id");
    if answer.body.is_empty() {
        assert!(answer.status < 400, "{what}: {} without a body", answer.status);
        return;
    }
    assert_eq!(answer.header("content-type"), Some("application/scim+json"), "{what}");
    if answer.status >= 400 {
        let body = answer.json().unwrap_or_default();
        assert_eq!(body["schemas"], json!([ERROR]), "{what}: {text}");
        assert_eq!(body["status"], json!(answer.status.to_string()), "{what}: {text}");
        assert!(body["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{what}: {text}");
    }
}

/// A user whose userName is an address; its id.
pub(crate) async fn user(app: &App, name: &str) -> String {
    id(&post(app, "/Users", json!({"userName": format!("{name}@acme.example")})).await)
}

/// A group of this name; its id.
pub(crate) async fn group(app: &App, name: &str, members: &[&str]) -> String {
    let members: Vec<Value> = members.iter().map(|id| json!({"value": id})).collect();
    id(&post(app, "/Groups", json!({"displayName": name, "members": members})).await)
}

pub(crate) fn id(resource: &Value) -> String {
    resource["id"].as_str().unwrap().to_owned()
}

/// The ids of the users that a filter finds.
pub(crate) async fn find(app: &App, resource: &str, filter: &str) -> Vec<String> {
    ids(&get(app, &format!("/{resource}?filter={}", escape(filter))).await)
}

pub(crate) fn ids(list: &Value) -> Vec<String> {
    list["Resources"].as_array().unwrap().iter().map(id).collect()
}

/// The members of a group, sorted.
pub(crate) async fn members(app: &App, group: &str) -> Vec<String> {
    let group = get(app, &format!("/Groups/{group}")).await;
    let members = group["members"].as_array().cloned().unwrap_or_default();
    let mut ids: Vec<String> = members.iter().map(|member| member["value"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    ids
}

/// Percent-encodes a query value.
pub(crate) fn escape(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

/// The numbers of the events since the one with this number.
pub(crate) async fn event_types_after(app: &App, sequence: i64) -> Vec<i64> {
    let events = rows::events(&app.application, app.organization.id).await.unwrap();
    events.iter().filter(|event| event.sequence > sequence).map(|event| event.event_type).collect()
}

/// The number of the newest event.
pub(crate) async fn newest_event(app: &App, id: OrganizationId) -> i64 {
    rows::ledger(&app.application, id).await.unwrap().unwrap().0.sequence
}

fn clip(body: &Value) -> String {
    body.to_string().chars().take(200).collect()
}

/// Has the directory switch a person on or off.
pub(crate) async fn set_active(app: &App, id: &str, active: bool) -> Value {
    patch(app, &format!("/Users/{id}"), json!([{"op": "replace", "path": "active", "value": active}])).await
}

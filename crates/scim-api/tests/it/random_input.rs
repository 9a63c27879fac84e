//! Random requests: whatever is sent, nobody is answered with a 5xx.

use crate::calls::{check_form, escape, group, newest_event, user};
use crate::support::start;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};
use testkit::app::{App, Engine};

/// Names that the server looks at, among others.
const NAMES: [&str; 30] = [
    "userName",
    "USERNAME",
    "active",
    "emails",
    "value",
    "type",
    "primary",
    "name",
    "givenName",
    "name.givenName",
    "displayName",
    "externalId",
    "members",
    "$ref",
    "schemas",
    "meta",
    "id",
    "groups",
    "password",
    "roles",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
    "manager",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager",
    "Operations",
    "op",
    "path",
    "filter",
    "count",
    "emails[type eq \"work\"].value",
    "x y",
];

/// Texts that mean something somewhere.
const TEXTS: [&str; 26] = [
    "",
    " ",
    "True",
    "false",
    "a@b.example",
    "A@B.example",
    "ö@ü.example",
    "add",
    "Replace",
    "remove",
    "work",
    "members",
    "emails",
    "emails[type eq \"work\"]",
    "members[value eq \"x\"]",
    "name.givenName",
    "active",
    "addresses[type eq \"work\" and primary eq true].locality",
    "urn:ietf:params:scim:schemas:core:2.0:User:userName",
    "bulkId:1",
    "bulkId:",
    "userName eq \"a\"",
    "[",
    "\u{feff}",
    "\u{10ffff}",
    "9007199254740993",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![3 => select(TEXTS.as_slice()).prop_map(str::to_owned), 1 => any::<String>(), 1 => "[a-z]{1,8}@[a-z]{1,8}\\.example"]
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            object(inner).prop_map(Value::Object),
        ]
    })
}

fn object(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    let key = prop_oneof![5 => select(NAMES.as_slice()).prop_map(str::to_owned), 1 => text()];
    proptest::collection::vec((key, inner), 0..6).prop_map(|members| members.into_iter().collect())
}

/// One operation of a PATCH; `None` leaves a member out.
fn operation() -> impl Strategy<Value = Value> {
    let path = prop_oneof![1 => Just(None), 4 => select(NAMES.as_slice()).prop_map(|name| Some(name.to_owned())), 4 => text().prop_map(Some)];
    (select(["add", "Replace", "remove", "x"].as_slice()), path, proptest::option::of(json_value())).prop_map(
        |(op, path, value)| {
            let mut operation = json!({"op": op});
            if let Some(path) = path {
                operation["path"] = path.into();
            }
            if let Some(value) = value {
                operation["value"] = value;
            }
            operation
        },
    )
}

fn bulk_operation() -> impl Strategy<Value = Value> {
    let methods = select(["POST", "PUT", "PATCH", "DELETE", "GET"].as_slice());
    let paths = select(
        ["/Users", "/Groups", "/Users/USER", "/Groups/GROUP", "/Users/bulkId:1", "Groups", "/", "/x/y/z"].as_slice(),
    );
    (methods, select(["1", "2", ""].as_slice()), paths, body()).prop_map(
        |(method, bulk_id, path, data)| json!({"method": method, "bulkId": bulk_id, "path": path, "data": data}),
    )
}

fn address() -> impl Strategy<Value = String> {
    prop_oneof![4 => "[a-z]{1,8}@[a-z]{1,8}\\.example", 1 => text()]
}

/// A resource that is good but for what chance puts into attributes that nobody looks at, and sometimes into others.
fn resource(required: &'static str, name: impl Strategy<Value = String>) -> impl Strategy<Value = Value> {
    let harmless = select(["title", "roles", "nickName", "x509Certificates", "custom", "addresses"].as_slice());
    let harmless = proptest::collection::vec((harmless.prop_map(str::to_owned), json_value()), 0..3);
    (name, harmless, prop_oneof![2 => Just(Map::new()), 1 => object(json_value())]).prop_map(
        move |(name, harmless, risky)| {
            let mut body = Map::from_iter([(required.to_owned(), Value::from(name))]);
            body.extend(harmless);
            body.extend(risky);
            Value::Object(body)
        },
    )
}

fn patch() -> impl Strategy<Value = Value> {
    proptest::collection::vec(operation(), 0..4).prop_map(|operations| json!({"Operations": operations}))
}

fn body() -> impl Strategy<Value = Value> {
    prop_oneof![resource("userName", address()), resource("displayName", text()), patch(), json_value()]
}

/// Method, path and body: mostly of the kind that the route takes.
fn request() -> impl Strategy<Value = (&'static str, &'static str, Value)> {
    const PATCHES: [(&str, &str); 3] =
        [("PATCH", "/Users/USER"), ("PATCH", "/Groups/GROUP"), ("PATCH", "/Groups/GROUP?attributes=members")];
    const SEARCHES: [(&str, &str); 3] = [("POST", "/.search"), ("POST", "/Users/.search"), ("POST", "/Groups/.search")];
    let writes_user = select([("POST", "/Users"), ("PUT", "/Users/USER")].as_slice());
    let writes_group = select([("POST", "/Groups"), ("PUT", "/Groups/GROUP")].as_slice());
    let any = prop_oneof![
        writes_user.clone(),
        writes_group.clone(),
        select(PATCHES.as_slice()),
        select(SEARCHES.as_slice()),
        Just(("POST", "/Bulk")),
    ];
    let bulk =
        proptest::collection::vec(bulk_operation(), 0..4).prop_map(|operations| json!({"Operations": operations}));
    prop_oneof![
        3 => (writes_user, resource("userName", address())),
        3 => (writes_group, resource("displayName", text())),
        3 => (select(PATCHES.as_slice()), patch()),
        2 => (Just(("POST", "/Bulk")), bulk),
        2 => (any, body()),
    ]
    .prop_map(|((method, path), body)| (method, path, body))
}

fn query() -> impl Strategy<Value = String> {
    let filter = prop_oneof![
        text(),
        (select(NAMES.as_slice()), select(["eq", "ne", "co", "sw", "gt", "pr", "xx"].as_slice()), text())
            .prop_map(|(name, operator, value)| format!("{name} {operator} {}", Value::from(value))),
    ];
    let names =
        select(["filter", "sortBy", "sortOrder", "startIndex", "count", "cursor", "attributes", "x"].as_slice());
    proptest::collection::vec((names, filter), 0..3).prop_map(|pairs| {
        let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", escape(value))).collect();
        pairs.join("&")
    })
}

fn cases() -> Config {
    let cases = if testkit::long() { 5000 } else { 300 };
    Config { cases, failure_persistence: None, max_shrink_iters: 200, ..Config::default() }
}

/// Sends and reports a 5xx to proptest, which then looks for a smaller request.
async fn send(app: &App, method: &str, path: &str, body: Option<&Value>) -> Result<(), TestCaseError> {
    let answer = app.call(method, path, body).await.unwrap();
    prop_assert!(
        answer.status < 500,
        "{method} {path} {body:?}: {} {}",
        answer.status,
        String::from_utf8_lossy(&answer.body)
    );
    check_form(&answer, path);
    Ok(())
}

fn check(engine: Engine) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let app = runtime.block_on(start(engine));
    let (user, group) = runtime.block_on(async { (user(&app, "dora").await, group(&app, "Climbers", &[]).await) });
    let place = |text: &str| text.replace("USER", &user).replace("GROUP", &group);
    let writes = TestRunner::new(cases()).run(&request(), |(method, path, body)| {
        let body: Value = serde_json::from_str(&place(&body.to_string())).unwrap();
        runtime.block_on(send(&app, method, &place(path), Some(&body)))
    });
    assert!(writes.is_ok(), "{}", writes.unwrap_err());
    let events = runtime.block_on(newest_event(&app, app.organization.id));
    assert!(events > 30, "hardly any of the requests was good enough to change something: {events} events");
    let reads = TestRunner::new(cases())
        .run(&(select(["Users", "Groups"].as_slice()), query()), |(resource, query)| {
            runtime.block_on(send(&app, "GET", &format!("/{resource}?{query}"), None))
        });
    assert!(reads.is_ok(), "{}", reads.unwrap_err());
    runtime.block_on(app.application.trace().flush());
    assert_eq!(app.application.trace().dropped(), 0, "the trace lost calls");
    let verify = app.application.verify_events(app.organization.id).unwrap();
    assert_eq!(runtime.block_on(app.application.read(&verify)).unwrap().finding, None);
}

#[test]
fn no_random_request_gives_a_5xx_on_sqlite() {
    check(Engine::Sqlite);
}

#[test]
fn no_random_request_gives_a_5xx_on_postgresql() {
    check(Engine::Postgres);
}

//! No call costs more because the organization or the group is large: statements and rows are counted in a group of ten
//! members, and counted again when it has a hundred thousand. That a statement reads no more rows than it answers is
//! proved by its plan, in the storage's catalogue. Keys are not remembered in tests: a call with a body looks its key up
//! twice, before the body and after it.

use crate::calls::{call, expect, group, operations_body, user};
use crate::support::start;
use serde_json::{Value, json};
use testkit::app::{App, Engine};
use testkit::rows;

const FEW: i64 = 10;
const MANY: i64 = 100_000;

/// Statements run, rows read and rows written.
type Cost = (u64, u64, u64);

fn cost_so_far(app: &App) -> Cost {
    let metrics = app.application.storage().metrics();
    (metrics.statements, metrics.rows_read, metrics.rows_written)
}

/// A call that can be made again and again, to the same effect each time.
struct Step {
    name: &'static str,
    /// Before each call, uncounted.
    prepare: Option<(&'static str, String, Value)>,
    method: &'static str,
    path: String,
    body: Option<Value>,
    status: u16,
    cost: Cost,
}

/// What a step costs: the least of several, because the server does some work beside the calls.
async fn measure(app: &App, step: &Step) -> Cost {
    let mut least = (u64::MAX, u64::MAX, u64::MAX);
    for round in 0..5 {
        if let Some((method, path, body)) = &step.prepare {
            let answer = call(app, method, path, Some(body)).await;
            assert!(answer.status < 300, "{}: {}", step.name, answer.status);
        }
        // No two are the same, in none of the two rounds.
        let unique = format!("{round}-{}", cost_so_far(app).0);
        let text = step.body.as_ref().map(|body| body.to_string().replace("{round}", &unique));
        let body: Option<Value> = text.map(|text| serde_json::from_str(&text).unwrap());
        let before = cost_so_far(app);
        let answer = call(app, step.method, &step.path, body.as_ref()).await;
        let after = cost_so_far(app);
        expect(&answer, step.status);
        let cost = (after.0 - before.0, after.1 - before.1, after.2 - before.2);
        least = least.min(cost);
    }
    least
}

/// Gives the group this many members more, by SQL.
async fn fill(app: &App, engine: Engine, group: &str, from: i64, to: i64) {
    let (uuid, group, numbers) = match engine {
        Engine::Sqlite => ("unhex(printf('%032x', i))", format!("x'{}'", group.replace('-', "")), "INTEGER"),
        Engine::Postgres => ("CAST(lpad(to_hex(i), 32, '0') AS UUID)", format!("CAST('{group}' AS UUID)"), "BIGINT"),
    };
    let numbers = format!(
        "WITH RECURSIVE n(i) AS (SELECT CAST({from} AS {numbers}) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {to})"
    );
    for sql in [
        format!(
            "INSERT INTO member (organization_id, id, status, role, user_name, user_name_key, email, email_key, external_id, \
             origin, is_break_glass, version, created_at, revised_at) {numbers} SELECT $1, {uuid}, 0, 2, 'filled' || i, \
             'filled' || i, 'filled' || i || '@a.example', 'filled' || i || '@a.example', 'filled' || i, 1, FALSE, 1, i, i \
             FROM n"
        ),
        format!(
            "INSERT INTO group_membership (organization_id, group_id, member_id, origin) {numbers} SELECT $1, {group}, {uuid}, 1 FROM n"
        ),
        format!("UPDATE ledger SET members = members + {} WHERE organization_id = $1", to - from),
    ] {
        assert!(rows::execute(&app.application, &sql, app.organization.id).await.unwrap() > 0);
    }
}

fn steps(group: &str, ann: &str, bob: &str) -> Vec<Step> {
    let add = operations_body(&json!([{"op": "add", "path": "members", "value": [{"value": ann}]}]));
    let remove = operations_body(&json!([{"op": "remove", "path": format!("members[value eq \"{ann}\"]")}]));
    let active = |active: bool| operations_body(&json!([{"op": "replace", "path": "active", "value": active}]));
    let step =
        |name, method, path: String, body, status, cost| Step { name, prepare: None, method, path, body, status, cost };
    let group_path = format!("/Groups/{group}");
    let look_up = |name, resource: &str, filter: &str, cost| {
        let path = format!("/{resource}?filter={filter}&excludedAttributes=members");
        step(name, "GET", path, None, 200, cost)
    };
    vec![
        Step {
            prepare: Some(("PATCH", group_path.clone(), remove.clone())),
            ..step("add one member", "PATCH", group_path.clone(), Some(add.clone()), 204, (11, 7, 3))
        },
        Step {
            prepare: Some(("PATCH", group_path.clone(), add)),
            ..step("remove one member", "PATCH", group_path.clone(), Some(remove), 204, (11, 7, 3))
        },
        step(
            "create a user",
            "POST",
            "/Users".to_owned(),
            Some(json!({"userName": "new{round}@a.example"})),
            201,
            (9, 4, 4),
        ),
        step(
            "create a group",
            "POST",
            "/Groups".to_owned(),
            Some(json!({"displayName": "new{round}"})),
            201,
            (9, 4, 3),
        ),
        Step {
            prepare: Some(("PATCH", format!("/Users/{bob}"), active(true))),
            ..step("deactivate", "PATCH", format!("/Users/{bob}"), Some(active(false)), 200, (10, 7, 3))
        },
        Step {
            prepare: Some(("PATCH", format!("/Users/{bob}"), active(false))),
            ..step("activate", "PATCH", format!("/Users/{bob}"), Some(active(true)), 200, (12, 6, 5))
        },
        step("get a user", "GET", format!("/Users/{bob}"), None, 200, (3, 3, 0)),
        step(
            "get a group without its members",
            "GET",
            format!("{group_path}?excludedAttributes=members"),
            None,
            200,
            (2, 2, 0),
        ),
        look_up("look up by userName", "Users", "userName+eq+%22bob@acme.example%22", (3, 3, 0)),
        look_up("look up by externalId", "Users", "externalId+eq+%22filled3%22", (3, 3, 0)),
        look_up("look up by address", "Users", "emails.value+eq+%22bob@acme.example%22", (3, 3, 0)),
        look_up("look up in vain", "Users", "userName+eq+%22nobody%22", (2, 1, 0)),
        look_up("look up a group by name", "Groups", "displayName+eq+%22Crew%22", (2, 2, 0)),
        step("a page of nine users", "GET", "/Users?count=9".to_owned(), None, 200, (4, 20, 0)),
    ]
}

async fn costs_stay(engine: Engine) {
    let app = start(engine).await;
    let (ann, bob) = (user(&app, "ann").await, user(&app, "bob").await);
    let crew = group(&app, "Crew", &[&bob]).await;
    // The rows of a page are the same before and after.
    for number in 0..10 {
        user(&app, &format!("page{number}")).await;
    }
    let steps = steps(&crew, &ann, &bob);
    let mut failures = Vec::new();
    for (from, to) in [(1, FEW), (FEW, MANY)] {
        fill(&app, engine, &crew, from, to).await;
        for step in &steps {
            let cost = measure(&app, step).await;
            if cost != step.cost {
                failures.push(format!("{} in a group of {to}: {cost:?} instead of {:?}", step.name, step.cost));
            }
        }
    }
    assert!(failures.is_empty(), "statements, rows read, rows written\n{}", failures.join("\n"));
}

#[tokio::test]
async fn a_group_of_a_hundred_thousand_costs_no_more_than_one_of_ten_on_sqlite() {
    costs_stay(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_group_of_a_hundred_thousand_costs_no_more_than_one_of_ten_on_postgresql() {
    costs_stay(Engine::Postgres).await;
}

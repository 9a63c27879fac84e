//! No call costs more because the organization is large: statements and rows are counted for a person who sees little in an
//! organization with ten other members, collections and items, and counted again when it has thousands of each. That a
//! statement reads no more rows than it answers is proved by its plan, in the storage's catalogue.

use super::{OTHER, access, collection, id_of, login, own_item, shared_item};
use crate::office::{Colleague, Office, call};
use crate::support::start;
use account_client::{MemberRole, Method, Uuid};
use application::{CreateGroup, NewGroup};
use domain::{CaseInsensitiveText, GroupProfile, MemberId};
use serde_json::{Value, json};
use testkit::app::{App, Engine};
use testkit::rows;

const FEW: i64 = 10;
const MANY: i64 = 10_000;

/// Statements run, rows read and rows written.
type Cost = (u64, u64, u64);

fn cost_so_far(app: &App) -> Cost {
    let metrics = app.application.storage().metrics();
    (metrics.statements, metrics.rows_read, metrics.rows_written)
}

/// A call by the person or the owner that can be made again and again, to the same effect each time.
struct Step {
    name: &'static str,
    by_owner: bool,
    /// Before each call, uncounted.
    prepare: Option<(Method, String, Value)>,
    method: Method,
    path: String,
    body: Value,
    cost: Cost,
}

fn step(name: &'static str, method: Method, path: &str, body: Value, cost: Cost) -> Step {
    Step { name, by_owner: false, prepare: None, method, path: path.to_owned(), body, cost }
}

impl Step {
    fn by_owner(mut self) -> Self {
        self.by_owner = true;
        self
    }

    fn after(mut self, method: Method, path: &str, body: Value) -> Self {
        self.prepare = Some((method, path.to_owned(), body));
        self
    }
}

/// What a step costs: the least of several, because the server does some work beside the calls.
async fn measure(app: &App, office: &Office, dora: &Colleague, step: &Step) -> Cost {
    let session = if step.by_owner { &office.owner } else { &dora.session };
    let mut least = (u64::MAX, u64::MAX, u64::MAX);
    for _ in 0..5 {
        if let Some((method, path, body)) = &step.prepare {
            call(session, method.clone(), path, body.clone()).await.unwrap();
        }
        let before = cost_so_far(app);
        let answer = call(session, step.method.clone(), &step.path, step.body.clone()).await;
        let after = cost_so_far(app);
        answer.unwrap_or_else(|error| panic!("{}: {error}", step.name));
        least = least.min((after.0 - before.0, after.1 - before.1, after.2 - before.2));
    }
    least
}

/// Gives the organization this many more members, collections that they reach, and items in these, by SQL.
async fn fill(app: &App, engine: Engine, office: &Office, from: i64, to: i64) {
    let (uuid, numbers) = match engine {
        Engine::Sqlite => ("unhex(printf('%032x', i))", "INTEGER"),
        Engine::Postgres => ("CAST(lpad(to_hex(i), 32, '0') AS UUID)", "BIGINT"),
    };
    let numbers = format!(
        "WITH RECURSIVE n(i) AS (SELECT CAST({from} AS {numbers}) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {to})"
    );
    for sql in [
        format!(
            "INSERT INTO member (organization_id, id, status, role, user_name, user_name_key, email, email_key, origin, \
             is_break_glass, version, created_at, revised_at) {numbers} SELECT $1, {uuid}, 2, 2, 'filled' || i, 'filled' || i, \
             'filled' || i || '@a.example', 'filled' || i || '@a.example', 1, FALSE, 1, i, i FROM n"
        ),
        format!(
            "INSERT INTO collection (organization_id, id, name, created_at, revised_at) {numbers} \
             SELECT $1, {uuid}, 'filled', i, i FROM n"
        ),
        format!(
            "INSERT INTO collection_member (organization_id, collection_id, member_id, read_only, hide_passwords, manage) \
             {numbers} SELECT $1, {uuid}, {uuid}, FALSE, FALSE, TRUE FROM n"
        ),
        format!(
            "INSERT INTO item (organization_id, id, item_type, data, created_at, revised_at) {numbers} \
             SELECT $1, {uuid}, 1, '{{\"name\":\"filled\"}}', i, i FROM n"
        ),
        format!(
            "INSERT INTO item_collection (organization_id, collection_id, item_id) {numbers} SELECT $1, {uuid}, {uuid} FROM n"
        ),
        format!("UPDATE ledger SET members = members + {} WHERE organization_id = $1", to - from),
    ] {
        assert!(rows::execute(&app.application, &sql, office.organization_id()).await.unwrap() > 0);
    }
}

/// A group that reaches a collection, with a member.
async fn group(app: &App, office: &Office, member: Uuid) -> Uuid {
    let profile = GroupProfile { name: CaseInsensitiveText::new("Crew"), external_id: None, attributes: None };
    let new = NewGroup { profile, members: vec![MemberId::from_uuid(member)] };
    let call = app.application.system_call();
    let create = CreateGroup { call, organization_id: office.organization_id(), new, with_members: false };
    app.application.run(create).await.unwrap().view.group.id.uuid()
}

async fn steps(app: &App, office: &Office, dora: &Colleague) -> Vec<Step> {
    let crew = group(app, office, dora.id).await;
    let id = collection(office, &[access(dora.id, "manage")], &[access(crew, "view")]).await;
    let other = collection(office, &[access(dora.id, "edit")], &[]).await;
    let unseen = collection(office, &[], &[]).await;
    let (own, shared) = (own_item(&dora.session).await, shared_item(&dora.session, office, &[id]).await);
    let moved = shared_item(&dora.session, office, &[id]).await;
    let folder = id_of(&call(&dora.session, Method::POST, "/api/folders", json!({"name": OTHER})).await.unwrap());
    let at = |rest: &str| office.path(&format!("/collections/{unseen}{rest}"));
    let item = |id: Uuid, rest: &str| format!("/api/ciphers/{id}{rest}");
    let move_to = |id: Uuid| (item(moved, "/collections_v2"), json!({"collectionIds": [id]}));
    let place = |favorite: bool| json!({"folderId": folder, "favorite": favorite});
    let (there, back) = (move_to(other), move_to(id));
    call(&dora.session, Method::PUT, &item(own, "/partial"), place(true)).await.unwrap();
    let create = json!({"cipher": login(Some(office.id())), "collectionIds": [unseen]});
    let date = "/api/accounts/revision-date";
    vec![
        step("sync", Method::GET, "/api/sync?excludeDomains=true", json!(null), (16, 21, 0)),
        step("revision date", Method::GET, date, json!(null), (7, 7, 0)),
        step("revision date of an owner", Method::GET, date, json!(null), (8, 8, 0)).by_owner(),
        step("get an item", Method::GET, &item(shared, ""), json!(null), (9, 8, 0)),
        step("change an item", Method::PUT, &item(shared, ""), login(Some(office.id())), (18, 13, 4)),
        step("change one's own item", Method::PUT, &item(own, ""), login(None), (9, 7, 2)),
        step("place an item", Method::PUT, &item(own, "/partial"), place(true), (9, 7, 2)).after(
            Method::PUT,
            &item(own, "/partial"),
            place(false),
        ),
        step("trash an item", Method::PUT, &item(shared, "/delete"), json!(null), (24, 20, 4)).after(
            Method::PUT,
            &item(shared, "/restore"),
            json!(null),
        ),
        step("restore an item", Method::PUT, &item(shared, "/restore"), json!(null), (24, 20, 4)).after(
            Method::PUT,
            &item(shared, "/delete"),
            json!(null),
        ),
        step("move an item", Method::PUT, &there.0, there.1, (27, 23, 6)).after(Method::PUT, &back.0, back.1.clone()),
        step("move it back", Method::PUT, &back.0, back.1, (22, 23, 0)),
        step("list one's collections", Method::GET, "/api/collections", json!(null), (6, 9, 0)),
        step("open a collection", Method::PUT, &at("/users"), json!([access(dora.id, "edit")]), (22, 11, 4))
            .after(Method::PUT, &at("/users"), json!([access(dora.id, "view")]))
            .by_owner(),
        step("close a collection", Method::PUT, &at("/users"), json!([]), (22, 10, 4))
            .after(Method::PUT, &at("/users"), json!([access(dora.id, "view")]))
            .by_owner(),
        step("get a collection", Method::GET, &at("/details"), json!(null), (8, 5, 0)).by_owner(),
        step("create an item", Method::POST, "/api/ciphers/create", create, (17, 11, 5)).by_owner(),
    ]
}

async fn costs_stay(engine: Engine) {
    let app = start(engine).await;
    let office = Office::open(&app, "olga@example.test").await;
    let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
    let steps = steps(&app, &office, &dora).await;
    let mut failures = Vec::new();
    for (from, to) in [(1, FEW), (FEW, MANY)] {
        fill(&app, engine, &office, from, to).await;
        for step in &steps {
            let cost = measure(&app, &office, &dora, step).await;
            if cost != step.cost {
                failures.push(format!("{} among {to}: {cost:?} instead of {:?}", step.name, step.cost));
            }
        }
    }
    assert!(failures.is_empty(), "statements, rows read, rows written\n{}", failures.join("\n"));
}

#[tokio::test]
async fn a_large_organization_costs_a_person_who_sees_little_no_more_than_a_small_one_on_sqlite() {
    costs_stay(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_large_organization_costs_a_person_who_sees_little_no_more_than_a_small_one_on_postgresql() {
    costs_stay(Engine::Postgres).await;
}

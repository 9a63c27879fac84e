//! The event log: what each call writes, and what the hash chain finds.

use crate::calls::{
    both_engines, call, delete, event_types_after, expect, group, id, newest_event, operations_body, patch, put, user,
};
use crate::people::{change, console_group};
use crate::support::start;
use application::{AuditFinding, OrganizationChange};
use domain::RecordedEvent;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::app::{App, Engine};
use testkit::rows;

/// Makes a call and tells which events it wrote.
async fn written(app: &App, method: &str, path: &str, body: Option<Value>) -> Vec<i64> {
    let before = newest_event(app, app.organization.id).await;
    call(app, method, path, body.as_ref()).await;
    event_types_after(app, before).await
}

async fn log(app: &App) -> Vec<RecordedEvent> {
    rows::events(&app.application, app.organization.id).await.unwrap()
}

fn details(event: &RecordedEvent) -> Value {
    serde_json::from_str(&event.details).unwrap()
}

#[tokio::test]
async fn every_call_on_users_writes_exactly_these_events() {
    for app in &both_engines().await {
        let make =
            |name: &str, active: bool| Some(json!({"userName": format!("{name}@acme.example"), "active": active}));
        assert_eq!(written(app, "POST", "/Users", make("dora", true)).await, [1500]);
        assert_eq!(written(app, "POST", "/Users", make("ella", false)).await, [1523, 1511]);
        change(app, OrganizationChange { invite_users_after_provisioning: Some(false), ..Default::default() }).await;
        assert_eq!(written(app, "POST", "/Users", make("fred", true)).await, [1523]);
        let dora = crate::calls::find(app, "Users", "userName eq \"dora@acme.example\"").await.pop().unwrap();
        let path = format!("/Users/{dora}");
        let title = Some(json!({"userName": "dora@acme.example", "title": "Guide"}));
        assert_eq!(written(app, "PUT", &path, title.clone()).await, [1502]);
        assert_eq!(written(app, "PUT", &path, title).await, [0_i64; 0]);
        let external_id = Some(operations_body(&json!([{"op": "add", "path": "externalId", "value": "7"}])));
        assert_eq!(written(app, "PATCH", &path, external_id.clone()).await, [1502]);
        assert_eq!(written(app, "PATCH", &path, external_id).await, [0_i64; 0]);
        let unlink = Some(operations_body(&json!([{"op": "remove", "path": "externalId"}])));
        assert_eq!(written(app, "PATCH", &path, unlink).await, [1502]);
        let address = Some(operations_body(
            &json!([{"op": "add", "path": "emails", "value": [{"value": "d@acme.example", "primary": true}]}]),
        ));
        assert_eq!(written(app, "PATCH", &path, address).await, [1502, 1500], "the invitation moves");
        let active =
            |active: bool| Some(operations_body(&json!([{"op": "replace", "path": "active", "value": active}])));
        assert_eq!(written(app, "PATCH", &path, active(true)).await, [0_i64; 0]);
        assert_eq!(written(app, "PATCH", &path, active(false)).await, [1511]);
        assert_eq!(written(app, "PATCH", &path, active(false)).await, [0_i64; 0]);
        assert_eq!(
            written(app, "PATCH", &path, active(true)).await,
            [1512, 1500],
            "the invitation was taken back unsent"
        );
        let both = Some(json!({"userName": "dora@acme.example", "displayName": "Dora", "active": false}));
        assert_eq!(written(app, "PUT", &path, both).await, [1502, 1511]);
        assert_eq!(written(app, "DELETE", &path, None).await, [1503]);
        assert_eq!(written(app, "DELETE", &path, None).await, [0_i64; 0]);
    }
}

#[tokio::test]
async fn every_call_on_groups_writes_exactly_these_events() {
    for app in &both_engines().await {
        let (dora, ella) = (user(app, "dora").await, user(app, "ella").await);
        let with = |members: &[&String]| {
            let members: Vec<Value> = members.iter().map(|id| json!({"value": id})).collect();
            Some(json!({"displayName": "Climbers", "members": members}))
        };
        assert_eq!(written(app, "POST", "/Groups", with(&[&dora, &ella])).await, [1400, 1504, 1504]);
        let group = crate::calls::find(app, "Groups", "displayName eq \"climbers\"").await.pop().unwrap();
        let path = format!("/Groups/{group}");
        assert_eq!(written(app, "PUT", &path, with(&[&dora, &ella])).await, [0_i64; 0]);
        assert_eq!(written(app, "PUT", &path, with(&[&dora])).await, [1504]);
        let renamed = Some(json!({"displayName": "Runners", "members": [{"value": ella}]}));
        assert_eq!(written(app, "PUT", &path, renamed).await, [1401, 1504, 1504]);
        let rename = Some(operations_body(&json!([{"op": "replace", "path": "displayName", "value": "Climbers"}])));
        assert_eq!(written(app, "PATCH", &path, rename).await, [1401]);
        let external_id = Some(operations_body(&json!([{"op": "replace", "path": "externalId", "value": "g"}])));
        assert_eq!(written(app, "PATCH", &path, external_id).await, [1401]);
        let add = Some(operations_body(
            &json!([{"op": "add", "path": "members", "value": [{"value": dora}, {"value": ella}]}]),
        ));
        assert_eq!(written(app, "PATCH", &path, add.clone()).await, [1504], "ella was in already");
        assert_eq!(written(app, "PATCH", &path, add).await, [0_i64; 0]);
        let remove = Some(operations_body(&json!([{"op": "remove", "path": format!("members[value eq \"{dora}\"]")}])));
        assert_eq!(written(app, "PATCH", &path, remove.clone()).await, [1504]);
        assert_eq!(written(app, "PATCH", &path, remove).await, [0_i64; 0]);
        let there_and_back = Some(operations_body(&json!([
            {"op": "add", "path": "members", "value": [{"value": dora}]},
            {"op": "remove", "path": "members", "value": [{"value": dora}]},
        ])));
        assert_eq!(written(app, "PATCH", &path, there_and_back).await, [1504, 1504]);
        let stranger = Some(operations_body(&json!([{"op": "add", "path": "members", "value": [{"value": group}]}])));
        assert_eq!(written(app, "PATCH", &path, stranger).await, [0_i64; 0]);
        assert_eq!(written(app, "DELETE", &path, None).await, [1402]);
        console_group(app, "Sailors", &[&dora]).await;
        assert_eq!(written(app, "POST", "/Groups", Some(json!({"displayName": "Sailors"}))).await, [1401], "adopted");
        console_group(app, "Divers", &[]).await;
        let adopt = json!({"displayName": "divers", "externalId": "d", "members": [{"value": dora}]});
        assert_eq!(written(app, "POST", "/Groups", Some(adopt)).await, [1401, 1504]);
    }
}

#[tokio::test]
async fn what_reads_or_is_refused_writes_nothing() {
    for app in &both_engines().await {
        let dora = user(app, "dora").await;
        let group = group(app, "Climbers", &[&dora]).await;
        let user = format!("/Users/{dora}");
        let olga = crate::calls::find(app, "Users", "userName eq \"olga@acme.example\"").await.pop().unwrap();
        for (method, path, body) in [
            ("GET", "/Users".to_owned(), None),
            ("GET", user.clone(), None),
            ("GET", format!("/Groups/{group}"), None),
            ("GET", "/Schemas".to_owned(), None),
            ("POST", "/.search".to_owned(), Some(json!({}))),
            ("POST", "/Users".to_owned(), Some(json!({"userName": "dora@acme.example"}))),
            ("POST", "/Users".to_owned(), Some(json!({"userName": 5}))),
            ("POST", "/Groups".to_owned(), Some(json!({"displayName": "Climbers"}))),
            (
                "PATCH",
                user.clone(),
                Some(operations_body(
                    &json!([{"op": "replace", "path": "title", "value": "x"}, {"op": "replace", "path": "id", "value": "x"}]),
                )),
            ),
            (
                "PATCH",
                user.clone(),
                Some(operations_body(&json!([{"op": "replace", "path": "password", "value": "x"}]))),
            ),
            ("PATCH", user.clone(), Some(operations_body(&json!([])))),
            ("DELETE", format!("/Users/{olga}"), None),
            ("DELETE", format!("/Users/{}", app.application.fresh_uuid()), None),
            ("POST", "/Me".to_owned(), Some(json!({}))),
            ("POST", "/Bulk".to_owned(), Some(json!({"Operations": [{"method": "DELETE", "path": "/Users/x"}]}))),
        ] {
            assert_eq!(written(app, method, &path, body).await, [0_i64; 0], "{method} {path}");
        }
        let bulk = json!({"Operations": [
            {"method": "POST", "path": "/Users", "bulkId": "1", "data": {"userName": "ella@acme.example"}},
            {"method": "POST", "path": "/Groups", "bulkId": "2", "data": {"displayName": "G", "members": [{"value": "bulkId:1"}]}},
        ]});
        assert_eq!(written(app, "POST", "/Bulk", Some(bulk)).await, [1500, 1400, 1504]);
    }
}

#[tokio::test]
async fn an_event_says_who_did_what_to_whom_by_the_names_of_its_time() {
    for app in &both_engines().await {
        app.clock.advance(Duration::from_secs(100));
        let body = json!({"userName": "dora@acme.example", "displayName": "Dora"});
        let answer = call(app, "POST", "/Users", Some(&body)).await;
        let dora = id(&expect(&answer, 201));
        let path = format!("/Users/{dora}");
        patch(app, &path, json!([{"op": "replace", "path": "displayName", "value": "Dora Huber"}])).await;
        let group = group(app, "Climbers", &[&dora]).await;
        put(app, &format!("/Groups/{group}"), json!({"displayName": "Runners"})).await;
        delete(app, &path).await;
        delete(app, &format!("/Groups/{group}")).await;
        let log = log(app).await;
        let scim: Vec<&RecordedEvent> = log.iter().filter(|event| event.scim_key_id.is_some()).collect();
        let types: Vec<i64> = scim.iter().map(|event| event.event_type).collect();
        assert_eq!(types, [1500, 1502, 1400, 1504, 1401, 1503, 1402]);
        let key = application::ListScimKeys(app.organization.id);
        let key = app.application.read(&key).await.unwrap().pop().unwrap().id;
        for event in &scim {
            assert_eq!((event.system_user, event.device_type, event.acting_account_id), (Some(1), 22, None));
            assert_eq!((event.scim_key_id, event.address.as_deref()), (Some(key), Some("127.0.0.1")));
            assert_eq!(event.occurred_at, app.clock.now());
            assert!(event.request_id.is_some());
        }
        assert_eq!(scim[0].request_id.as_deref(), answer.header("x-request-id"));
        let names: Vec<Value> = scim.iter().map(|event| details(event)["name"].clone()).collect();
        assert_eq!(names, ["Dora", "Dora Huber", "Climbers", "Dora Huber", "Runners", "Dora Huber", "Runners"]);
        let member = |event: &RecordedEvent| event.subject.member_id.map(|id| id.to_string());
        let of_group = |event: &RecordedEvent| event.subject.group_id.map(|id| id.to_string());
        assert_eq!((member(scim[0]), of_group(scim[2])), (Some(dora.clone()), Some(group.clone())));
        assert_eq!((member(scim[3]), of_group(scim[3])), (Some(dora), Some(group)));
        assert_eq!(
            details(scim[1])["changes"],
            json!([{"field": "displayName", "before": "Dora", "after": "Dora Huber"}])
        );
        assert_eq!(details(scim[3])["changes"], json!([{"field": "groups", "before": null, "after": "Climbers"}]));
        assert_eq!(details(scim[5])["changes"][1], json!({"field": "groups", "before": "Runners", "after": null}));
    }
}

#[tokio::test]
async fn the_log_has_no_gap_also_when_calls_come_at_once() {
    for app in &both_engines().await {
        let group = group(app, "Climbers", &[]).await;
        let target = app.target().unwrap();
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..20 {
            let (target, group) = (target.clone(), group.clone());
            tasks.spawn(async move {
                let body = json!({"userName": format!("u{}@acme.example", number % 15)});
                let made = crate::calls::call_as(&target, "POST", "/Users", &[], Some(&body)).await;
                if made.status == 201 {
                    let add = operations_body(
                        &json!([{"op": "add", "path": "members", "value": [{"value": id(&made.json().unwrap())}]}]),
                    );
                    crate::calls::call_as(&target, "PATCH", &format!("/Groups/{group}"), &[], Some(&add)).await;
                }
                made.status
            });
        }
        let mut statuses = tasks.join_all().await;
        statuses.sort_unstable();
        assert_eq!(statuses, [[201; 15].as_slice(), &[409; 5]].concat());
        let sequences: Vec<i64> = log(app).await.iter().map(|event| event.sequence).collect();
        assert_eq!(sequences, (1..).take(sequences.len()).collect::<Vec<_>>());
        assert_eq!(finding(app).await, None);
    }
}

// The chain.

async fn finding(app: &App) -> Option<AuditFinding> {
    let verify = app.application.verify_events(app.organization.id).unwrap();
    app.application.read(&verify).await.unwrap().finding
}

/// An installation with a log of some length, whole.
async fn with_log_on(engine: Engine) -> App {
    let app = start(engine).await;
    for name in ["dora", "ella", "fred"] {
        user(&app, name).await;
    }
    assert_eq!(finding(&app).await, None);
    app
}

async fn with_log() -> [App; 2] {
    [with_log_on(Engine::Sqlite).await, with_log_on(Engine::Postgres).await]
}

async fn tamper(app: &App, sql: &str) -> u64 {
    rows::execute(&app.application, sql, app.organization.id).await.unwrap()
}

#[tokio::test]
async fn an_edited_event_is_found_whatever_was_edited() {
    for engine in Engine::ALL {
        for (number, edit) in [
            "details = '{\"name\":\"somebody else\"}'",
            "event_type = 1503",
            "occurred_at = occurred_at + 1",
            "system_user = NULL",
            "address = '192.0.2.1'",
            "member_id = NULL",
            "scim_key_id = NULL",
            "request_id = NULL",
            "device_type = 9",
        ]
        .into_iter()
        .enumerate()
        {
            let app = &with_log_on(engine).await;
            let sequence = newest_event(app, app.organization.id).await - i64::try_from(number % 3).unwrap();
            let edit_it = format!("UPDATE event SET {edit} WHERE organization_id = $1 AND sequence = {sequence}");
            assert_eq!(tamper(app, &edit_it).await, 1);
            assert_eq!(finding(app).await, Some(AuditFinding::Altered { sequence }), "{edit}");
        }
    }
}

#[tokio::test]
async fn an_inserted_event_is_found() {
    for app in &with_log().await {
        let columns = "event_type, occurred_at, system_user, acting_account_id, scim_key_id, device_type, address, \
                       request_id, member_id, account_id, group_id, details, hash";
        let last = newest_event(app, app.organization.id).await;
        let copy = format!(
            "INSERT INTO event (organization_id, sequence, {columns}) SELECT organization_id, sequence + 1, {columns} \
             FROM event WHERE organization_id = $1 AND sequence = {last}"
        );
        assert_eq!(tamper(app, &copy).await, 1);
        assert_eq!(finding(app).await, Some(AuditFinding::Altered { sequence: last + 1 }));
        tamper(app, &format!("UPDATE ledger SET sequence = {} WHERE organization_id = $1", last + 1)).await;
        assert_eq!(finding(app).await, Some(AuditFinding::Altered { sequence: last + 1 }));
    }
}

#[tokio::test]
async fn an_event_that_is_put_in_before_the_first_one_is_found() {
    for app in &with_log().await {
        let columns = "event_type, occurred_at, system_user, acting_account_id, scim_key_id, device_type, address, \
                       request_id, member_id, account_id, group_id, details, hash";
        for sequence in [0, -7] {
            let copy = format!(
                "INSERT INTO event (organization_id, sequence, {columns}) SELECT organization_id, {sequence}, {columns} \
                 FROM event WHERE organization_id = $1 AND sequence = 1"
            );
            assert_eq!(tamper(app, &copy).await, 1);
            assert_eq!(finding(app).await, Some(AuditFinding::Altered { sequence }));
        }
    }
}

#[tokio::test]
async fn a_deleted_event_is_found_also_when_the_others_are_numbered_anew() {
    for app in &with_log().await {
        assert_eq!(tamper(app, "DELETE FROM event WHERE organization_id = $1 AND sequence = 4").await, 1);
        assert_eq!(finding(app).await, Some(AuditFinding::Missing { expected: 4, found: 5 }));
        for sequence in 5..=newest_event(app, app.organization.id).await {
            let renumber = format!(
                "UPDATE event SET sequence = {} WHERE organization_id = $1 AND sequence = {sequence}",
                sequence - 1
            );
            tamper(app, &renumber).await;
        }
        assert_eq!(finding(app).await, Some(AuditFinding::Altered { sequence: 4 }));
    }
}

#[tokio::test]
async fn a_cut_tail_is_found_also_when_the_ledger_says_that_the_log_ends_there() {
    for app in &with_log().await {
        let last = newest_event(app, app.organization.id).await;
        let cut = format!("DELETE FROM event WHERE organization_id = $1 AND sequence > {}", last - 2);
        assert_eq!(tamper(app, &cut).await, 2);
        assert_eq!(finding(app).await, Some(AuditFinding::TipDiffers { last: last - 2, ledger: last }));
        let shorten = format!(
            "UPDATE ledger SET sequence = {0}, head = (SELECT hash FROM event WHERE organization_id = $1 AND sequence = {0}) \
             WHERE organization_id = $1",
            last - 2
        );
        assert_eq!(tamper(app, &shorten).await, 1);
        assert_eq!(finding(app).await, Some(AuditFinding::TipDiffers { last: last - 2, ledger: last - 2 }));
    }
}

#[tokio::test]
async fn a_tail_that_is_cut_together_with_its_tip_is_found_by_the_tip_outside_the_database() {
    for app in &with_log().await {
        let (ledger, tip) = rows::ledger(&app.application, app.organization.id).await.unwrap().unwrap();
        let kept = ledger.sequence;
        user(app, "gerda").await;
        let last = newest_event(app, app.organization.id).await;
        app.application.publish_tips().await;
        assert_eq!(finding(app).await, None);
        tamper(app, &format!("DELETE FROM event WHERE organization_id = $1 AND sequence > {kept}")).await;
        rows::put_ledger(&app.application, ledger, tip).await.unwrap();
        app.clock.advance(Duration::from_millis(1));
        assert_eq!(finding(app).await, Some(AuditFinding::BehindPublished { published: last, last: kept }));
        // Growing past the published number does not heal it.
        for name in ["hugo", "ilse"] {
            user(app, name).await;
        }
        assert!(matches!(finding(app).await, Some(AuditFinding::BehindPublished { .. })));
        app.application.publish_tips().await;
        assert!(matches!(finding(app).await, Some(AuditFinding::BehindPublished { .. })), "publishing forgave it");
    }
}

#[tokio::test]
async fn a_log_without_its_ledger_is_found() {
    for app in &with_log().await {
        assert_eq!(tamper(app, "DELETE FROM ledger WHERE organization_id = $1").await, 1);
        assert_eq!(finding(app).await, Some(AuditFinding::NoLedger));
    }
}

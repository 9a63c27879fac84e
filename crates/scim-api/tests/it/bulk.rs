//! Many requests in one (RFC 7644 §3.7).

use crate::calls::{both_engines, call, call_as, expect, expect_error, get, group, members, refused, target, user};
use domain::KeyScope;
use serde_json::{Value, json};
use testkit::app::{App, make_key};

async fn bulk(app: &App, operations: Value) -> Vec<Value> {
    let body = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": operations});
    operations_of(&expect(&call(app, "POST", "/Bulk", Some(&body)).await, 200))
}

fn operations_of(answer: &Value) -> Vec<Value> {
    assert_eq!(answer["schemas"], json!(["urn:ietf:params:scim:api:messages:2.0:BulkResponse"]));
    answer["Operations"].as_array().unwrap().clone()
}

fn statuses(operations: &[Value]) -> Vec<&str> {
    operations.iter().map(|operation| operation["status"].as_str().unwrap()).collect()
}

fn made_id(operation: &Value) -> String {
    operation["location"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
}

fn new_user(bulk_id: &str) -> Value {
    json!({"method": "POST", "path": "/Users", "bulkId": bulk_id, "data": {"userName": format!("{bulk_id}@acme.example")}})
}

#[tokio::test]
async fn every_kind_of_operation_is_carried_out_and_answered_with_its_version() {
    for app in &both_engines().await {
        let (dora, ella) = (user(app, "dora").await, user(app, "ella").await);
        let group = group(app, "Climbers", &[]).await;
        let version = get(app, &format!("/Users/{dora}")).await["meta"]["version"].clone();
        let answers = bulk(app, json!([
            new_user("fred"),
            {"method": "put", "path": format!("/Users/{dora}"), "version": version, "data": {"userName": "dora@acme.example", "title": "x"}},
            {"method": "PATCH", "path": format!("/Groups/{group}"), "data": {"Operations": [{"op": "add", "path": "members", "value": [{"value": "bulkId:fred"}, {"value": dora}]}]}},
            {"method": "PATCH", "path": format!("/Users/{dora}"), "version": version, "data": {"Operations": [{"op": "replace", "path": "title", "value": "y"}]}},
            {"method": "DELETE", "path": format!("/Users/{ella}")},
            {"method": "DELETE", "path": format!("/Users/{ella}")},
            {"method": "POST", "path": "/Groups", "bulkId": "g", "data": {"displayName": "climbers"}},
        ])).await;
        assert_eq!(statuses(&answers), ["201", "200", "204", "412", "204", "404", "409"]);
        let shown = get(app, &format!("/Users/{dora}")).await;
        assert_eq!(shown["title"], "x");
        let mut both = vec![dora, made_id(&answers[0])];
        both.sort();
        assert_eq!(members(app, &group).await, both);
        let group_version = get(app, &format!("/Groups/{group}")).await["meta"]["version"].clone();
        assert_eq!(answers[2]["version"], group_version);
    }
}

#[tokio::test]
async fn references_are_resolved_whatever_the_order() {
    for app in &both_engines().await {
        let answers = bulk(app, json!([
            {"method": "POST", "path": "/Groups", "bulkId": "g", "data": {"displayName": "Climbers", "members": [{"value": "bulkId:dora"}, {"value": "bulkId:ella"}]}},
            {"method": "PATCH", "path": "/Groups/bulkId:g", "data": {"Operations": [{"op": "remove", "path": "members[value eq \"bulkId:ella\"]"}]}},
            new_user("dora"),
            new_user("ella"),
        ])).await;
        assert_eq!(statuses(&answers), ["201", "204", "201", "201"]);
        let shown: Vec<&Value> = answers.iter().map(|answer| &answer["bulkId"]).collect();
        assert_eq!(shown, [&json!("g"), &Value::Null, &json!("dora"), &json!("ella")]);
        assert_eq!(members(app, &made_id(&answers[0])).await, [made_id(&answers[2])]);
        let current = get(app, &format!("/Groups/{}", made_id(&answers[0]))).await["meta"]["version"].clone();
        assert_eq!((&answers[1]["version"], &answers[1]["location"]), (&current, &answers[0]["location"]));
    }
}

#[tokio::test]
async fn resources_that_refer_to_each_other_in_a_circle_are_made() {
    for app in &both_engines().await {
        let urn = crate::calls::ENTERPRISE;
        let managed = |own: &str, manager: &str| json!({"method": "POST", "path": "/Users", "bulkId": own, "data": {"userName": format!("{own}@acme.example"), "title": own, urn: {"manager": {"value": format!("bulkId:{manager}")}}}});
        let answers =
            bulk(app, json!([managed("a", "b"), managed("b", "c"), managed("c", "a"), managed("self", "self")])).await;
        assert_eq!(statuses(&answers), ["201"; 4]);
        for (own, manager) in [(0, 1), (1, 2), (2, 0), (3, 3)] {
            let shown = get(app, &format!("/Users/{}", made_id(&answers[own]))).await;
            assert_eq!(shown[urn]["manager"]["value"], made_id(&answers[manager]));
            assert_eq!(shown["meta"]["version"], answers[own]["version"]);
        }
    }
}

#[tokio::test]
async fn an_operation_that_fails_undoes_no_other_and_breaks_those_that_refer_to_it() {
    for app in &both_engines().await {
        user(app, "dora").await;
        let answers = bulk(app, json!([
            new_user("dora"),
            {"method": "POST", "path": "/Groups", "bulkId": "g", "data": {"displayName": "Climbers", "members": [{"value": "bulkId:dora"}]}},
            {"method": "PATCH", "path": "/Groups/bulkId:nobody", "data": {"Operations": []}},
            {"method": "DELETE", "path": format!("/Users/{}", app.application.fresh_uuid())},
            {"method": "POST", "path": "/Users", "bulkId": "bad", "data": {"userName": 5}},
            {"method": "DELETE", "path": "/Users"},
            {"method": "PUT", "path": "/Nothing/1", "data": {}},
            {"method": "PUT", "path": "/Users/1/2", "data": {}},
            new_user("ella"),
        ])).await;
        assert_eq!(statuses(&answers), ["409", "409", "409", "404", "400", "405", "404", "404", "201"]);
        for answer in answers.iter().filter(|answer| answer["status"] != "201") {
            let error = &answer["response"];
            assert_eq!(
                (&error["schemas"], &error["status"]),
                (&json!([crate::calls::ERROR]), &answer["status"]),
                "{answer}"
            );
        }
        assert_eq!(answers[0]["response"]["scimType"], "uniqueness");
        assert_eq!(answers[4]["response"]["scimType"], "invalidValue");
        assert_eq!(get(app, "/Groups").await["totalResults"], 0);
    }
}

#[tokio::test]
async fn it_stops_after_as_many_errors_as_the_client_tolerates() {
    for app in &both_engines().await {
        user(app, "dora").await;
        let body = json!({"failOnErrors": 2, "Operations": [new_user("a"), {"method": "DELETE", "path": "/Users/x"}, new_user("b"), {"method": "DELETE", "path": "/Users/y"}, new_user("c")]});
        let answers = operations_of(&expect(&call(app, "POST", "/Bulk", Some(&body)).await, 200));
        assert_eq!(statuses(&answers), ["201", "404", "201", "404"]);
        assert_eq!(get(app, "/Users?filter=userName+eq+%22c@acme.example%22").await["totalResults"], 0);
    }
}

#[tokio::test]
async fn a_version_that_is_not_the_current_one_fails_its_operation() {
    for app in &both_engines().await {
        let dora = user(app, "dora").await;
        let path = format!("/Users/{dora}");
        let version = get(app, &path).await["meta"]["version"].clone();
        let put = |title: &str| json!({"method": "PUT", "path": path, "version": version, "data": {"userName": "dora@acme.example", "title": title}});
        let delete = json!({"method": "DELETE", "path": path, "version": "nonsense"});
        let answers = bulk(app, json!([put("x"), put("y"), delete])).await;
        assert_eq!(statuses(&answers), ["200", "412", "400"]);
        let shown = get(app, &path).await;
        assert_eq!((&shown["title"], &shown["meta"]["version"]), (&json!("x"), &answers[0]["version"]));
    }
}

#[tokio::test]
async fn a_request_that_is_no_bulk_request_changes_nothing() {
    for app in &both_engines().await {
        let before = crate::calls::newest_event(app, app.organization.id).await;
        let many: Vec<Value> = (0..1001).map(|number| new_user(&number.to_string())).collect();
        refused(app, "POST", "/Bulk", Some(&json!({"Operations": many})), 413, None).await;
        for body in [
            json!({"Operations": [new_user("a"), {"method": "GET", "path": "/Users"}]}),
            json!({"Operations": [new_user("a"), new_user("a")]}),
            json!({"Operations": [new_user("a"), {"method": "POST", "path": "/Users", "data": {}}]}),
            json!({"Operations": [new_user("a"), {"method": "PUT", "path": "/Users/1"}]}),
            json!({"Operations": {}}),
        ] {
            refused(app, "POST", "/Bulk", Some(&body), 400, Some("invalidSyntax")).await;
        }
        let body = json!({"failOnErrors": 0, "Operations": [new_user("a")]});
        refused(app, "POST", "/Bulk", Some(&body), 400, Some("invalidValue")).await;
        assert_eq!(crate::calls::newest_event(app, app.organization.id).await, before);
        assert_eq!(bulk(app, json!([])).await.len(), 0);
    }
}

#[tokio::test]
async fn a_key_reaches_no_further_by_bulk_than_without() {
    for app in &both_engines().await {
        let dora = user(app, "dora").await;
        let group = group(app, "Climbers", &[&dora]).await;
        let body = json!({"Operations": [
            new_user("ella"),
            {"method": "POST", "path": "/Groups", "bulkId": "g", "data": {"displayName": "X"}},
            {"method": "PATCH", "path": format!("/groups/{group}"), "data": {"Operations": [{"op": "remove", "path": "members"}]}},
            {"method": "DELETE", "path": format!("/Groups/{group}")},
        ]});
        let read = make_key(&app.application, app.organization.id, KeyScope::Read).await.unwrap();
        let answer = call_as(&target(app, &app.organization, &read), "POST", "/Bulk", &[], Some(&body)).await;
        expect_error(&answer, 403, None, "read-only");
        let users = make_key(&app.application, app.organization.id, KeyScope::Users).await.unwrap();
        let answer = call_as(&target(app, &app.organization, &users), "POST", "/Bulk", &[], Some(&body)).await;
        assert_eq!(statuses(&operations_of(&expect(&answer, 200))), ["201", "403", "403", "403"]);
        assert_eq!(members(app, &group).await, [dora]);
    }
}

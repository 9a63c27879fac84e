//! The provisioning trace: what was asked, which rule decided, what changed, what was answered and what to do.

use crate::calls::{
    both_engines, call, call_as, delete, escape, expect, get, group, id, operations_body, patch, post, put, target,
    user,
};
use application::{ListTrace, TraceEntry};
use domain::{KeyScope, MemberId, Organization, OrganizationId, ScimKey};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::app::{App, make_key};

/// The newest calls first.
async fn trace(app: &App, member: Option<&str>, failed: bool) -> Vec<TraceEntry> {
    // Calls of one moment are in no order: each asks at a moment of its own.
    app.clock.advance(Duration::from_millis(1));
    app.application.trace().flush().await;
    let member_id = member.map(|id| MemberId::parse(id).unwrap());
    let list = ListTrace { organization_id: app.organization.id, member_id, failed, limit: 1000 };
    app.application.read_trace(&list).await.unwrap()
}

async fn newest(app: &App) -> TraceEntry {
    trace(app, None, false).await.into_iter().next().unwrap()
}

fn changes(entry: &TraceEntry) -> Value {
    entry.changes.as_ref().map_or(Value::Null, |text| serde_json::from_str(text).unwrap())
}

#[tokio::test]
async fn a_change_is_told_with_its_rule_and_before_and_after() {
    for app in &both_engines().await {
        let dora = user(app, "dora").await;
        app.clock.advance(Duration::from_secs(5));
        let path = format!("/Users/{dora}");
        let body = operations_body(
            &json!([{"op": "replace", "path": "active", "value": "False"}, {"op": "add", "path": "title", "value": "Guide"}]),
        );
        let headers = [("User-Agent", "Okta SCIM Client 1.0.0"), ("X-Request-Id", "caller-chose-this-1")];
        let answer = call_as(&app.target().unwrap(), "PATCH", &path, &headers, Some(&body)).await;
        assert_eq!(answer.header("x-request-id"), Some("caller-chose-this-1"));
        let called_at = app.clock.now();
        let entry = newest(app).await;
        assert_eq!((entry.method.as_str(), entry.status), ("PATCH", 200));
        assert_eq!(entry.target, format!("/v2/{}{path}", app.organization.id));
        assert_eq!(entry.request_id, "caller-chose-this-1");
        assert_eq!((entry.agent.as_deref(), entry.provider.as_deref()), (Some("Okta SCIM Client 1.0.0"), Some("Okta")));
        assert_eq!(entry.address, "127.0.0.1");
        assert_eq!(entry.occurred_at, called_at);
        assert!(entry.scim_key_id.is_some());
        assert_eq!(entry.member_id.map(|id| id.to_string()), Some(dora));
        assert_eq!(entry.rule.as_deref(), Some("found by id"));
        assert_eq!(
            changes(&entry),
            json!([{"field": "title", "before": null, "after": "Guide"}, {"field": "status", "before": "Invited", "after": "Revoked"}])
        );
        assert_eq!(serde_json::from_str::<Value>(entry.request.as_deref().unwrap()).unwrap(), body);
        assert_eq!((entry.answer, entry.cause, entry.fix), (None, None, None));
        assert!(entry.micros > 0);
    }
}

#[tokio::test]
async fn a_look_up_is_told_with_what_it_found() {
    for app in &both_engines().await {
        let dora = user(app, "dora").await;
        app.clock.advance(Duration::from_millis(1));
        for (filter, found) in [("userName eq \"DORA@acme.example\"", 1), ("userName eq \"nobody\"", 0)] {
            get(app, &format!("/Users?filter={}", escape(filter))).await;
            let entry = newest(app).await;
            assert_eq!(entry.rule, Some(format!("filter {filter}: {found} found")));
            assert_eq!(entry.member_id.map(|id| id.to_string()), (found == 1).then(|| dora.clone()));
        }
        let group = group(app, "Climbers", &[]).await;
        get(app, "/Groups?filter=displayName+eq+climbers").await;
        assert_eq!(newest(app).await.group_id.map(|id| id.to_string()), Some(group));
    }
}

#[tokio::test]
async fn a_refusal_is_told_with_answer_cause_and_way_out() {
    for app in &both_engines().await {
        let dora = user(app, "dora").await;
        app.clock.advance(Duration::from_millis(1));
        for (method, path, body, status, fix) in [
            (
                "POST",
                "/Users".to_owned(),
                Some(json!({"userName": "dora@acme.example"})),
                409,
                "match on userName or externalId",
            ),
            ("POST", "/Users".to_owned(), Some(json!({"userName": "dora"})), 400, "mapping"),
            ("GET", "/Users?filter=nonsense".to_owned(), None, 400, "matching attribute"),
            ("GET", format!("/Users/{}", app.application.fresh_uuid()), None, 404, "looks it up"),
            (
                "PATCH",
                format!("/Users/{dora}"),
                Some(operations_body(&json!([{"op": "remove", "path": "userName"}]))),
                400,
                "out of the identity provider's mapping",
            ),
        ] {
            let answer = call(app, method, &path, body.as_ref()).await;
            assert_eq!(answer.status, status);
            let entry = newest(app).await;
            assert_eq!(entry.status, status);
            assert_eq!(serde_json::from_str::<Value>(entry.answer.as_deref().unwrap()).ok(), answer.json());
            assert_eq!(entry.cause.as_deref(), answer.json().unwrap()["detail"].as_str());
            assert!(entry.fix.as_deref().is_some_and(|text| text.contains(fix)), "{method} {path}: {:?}", entry.fix);
            assert_eq!(changes(&entry), Value::Null);
        }
        let conflict = trace(app, None, true).await.pop().unwrap();
        assert!(conflict.rule.unwrap().contains("dora@acme.example"), "which rule refused");
    }
}

#[tokio::test]
async fn providers_are_recognized_by_their_headers() {
    for app in &both_engines().await {
        for (header, provider) in [
            (("Adscimversion", "1.0"), Some("Entra ID")),
            (("User-Agent", "Okta SCIM Client 1.0.0"), Some("Okta")),
            (("User-Agent", "okta scim client"), Some("Okta")),
            (("User-Agent", "goauthentik.io/2025.2"), Some("authentik")),
            (("User-Agent", "OneLogin SCIM"), Some("OneLogin")),
            (("User-Agent", "curl/8"), None),
            (("X-Nothing", "Okta"), None),
        ] {
            expect(&call_as(&app.target().unwrap(), "GET", "/Users", &[header], None).await, 200);
            assert_eq!(newest(app).await.provider.as_deref(), provider, "{header:?}");
        }
    }
}

#[tokio::test]
async fn secrets_are_masked_and_long_bodies_are_cut() {
    for app in &both_engines().await {
        let body = json!({"userName": "dora@acme.example", "password": "s3cret-text", "title": "x".repeat(50_000)});
        post(app, "/Users", body).await;
        let kept = newest(app).await.request.unwrap();
        assert!(kept.contains("(masked)") && !kept.contains("s3cret-text"), "{}", kept.get(..200).unwrap());
        assert!(kept.len() < 5000 && kept.ends_with('…'));
        app.application.trace().flush().await;
        let everything = app.stored_text().unwrap();
        assert!(everything.contains("dora@acme.example") && !everything.contains("s3cret-text"));
    }
}

#[tokio::test]
async fn a_password_in_a_filter_is_not_kept() {
    for app in &both_engines().await {
        let filter = r#"Password eq "s3cret-text""#;
        let target = format!("/Users?filter={}&count=1", escape(filter));
        assert!((400..500).contains(&call(app, "GET", &target, None).await.status));
        let search = json!({"filter": filter, "count": 1});
        assert!((400..500).contains(&call(app, "POST", "/Users/.search", Some(&search)).await.status));
        app.application.trace().flush().await;
        let everything = app.stored_text().unwrap();
        assert!(everything.contains(".search") && !everything.contains("s3cret-text"));
    }
}

#[tokio::test]
async fn what_an_error_repeats_is_cut() {
    for app in &both_engines().await {
        let body = json!({"userName": "dora", "emails": [{"value": "x".repeat(500_000)}]});
        assert_eq!(call(app, "POST", "/Users", Some(&body)).await.status, 400);
        let entry = newest(app).await;
        for text in [entry.answer, entry.cause, entry.request] {
            assert!(
                (1..10_000).contains(&text.as_ref().map_or(0, String::len)),
                "{}",
                text.map_or(0, |text| text.len())
            );
        }
    }
}

#[tokio::test]
async fn a_wrong_key_is_told_where_the_organization_exists_and_never_kept() {
    for app in &both_engines().await {
        let wrong = ScimKey::generate(app.application.entropy());
        let answer = call_as(&target(app, &app.organization, &wrong), "GET", "/Users", &[], None).await;
        assert_eq!(answer.status, 401);
        let entry = newest(app).await;
        assert_eq!((entry.status, entry.scim_key_id), (401, None));
        assert!(entry.cause.is_some() && entry.fix.is_some_and(|fix| fix.contains("plan")));
        let unknown = OrganizationId::from_uuid(app.application.fresh_uuid());
        let elsewhere = Organization { id: unknown, ..app.organization.clone() };
        assert_eq!(call_as(&target(app, &elsewhere, &wrong), "GET", "/Users", &[], None).await.status, 401);
        app.application.trace().flush().await;
        let list = ListTrace { organization_id: unknown, member_id: None, failed: false, limit: 10 };
        assert_eq!(app.application.read_trace(&list).await.unwrap(), []);
        assert_eq!(trace(app, None, false).await.len(), 1);
        assert!(!app.stored_text().unwrap().contains(wrong.reveal().get(7..).unwrap()));
    }
}

#[tokio::test]
async fn calls_are_listed_by_member_and_by_failure() {
    for app in &both_engines().await {
        let tick = || app.clock.advance(Duration::from_millis(1));
        let (dora, ella) = (user(app, "dora").await, user(app, "ella").await);
        tick();
        patch(app, &format!("/Users/{dora}"), json!([{"op": "add", "path": "title", "value": "x"}])).await;
        tick();
        let bad = operations_body(&json!([{"op": "replace", "path": "id", "value": "x"}]));
        call(app, "PATCH", &format!("/Users/{dora}"), Some(&bad)).await;
        call(app, "PATCH", &format!("/Users/{ella}"), Some(&bad)).await;
        tick();
        delete(app, &format!("/Users/{ella}")).await;
        let summary = |entries: Vec<TraceEntry>| {
            entries.into_iter().map(|entry| (entry.method, entry.status)).collect::<Vec<_>>()
        };
        let told = |list: &[(&str, u16)]| {
            list.iter().map(|(method, status)| ((*method).to_owned(), *status)).collect::<Vec<_>>()
        };
        assert_eq!(
            summary(trace(app, Some(&dora), false).await),
            told(&[("PATCH", 400), ("PATCH", 200), ("POST", 201)])
        );
        assert_eq!(summary(trace(app, Some(&dora), true).await), told(&[("PATCH", 400)]));
        assert_eq!(summary(trace(app, None, true).await), told(&[("PATCH", 400), ("PATCH", 400)]));
        assert_eq!(
            summary(trace(app, Some(&ella), false).await),
            told(&[("DELETE", 204), ("PATCH", 400), ("POST", 201)])
        );
        let two = ListTrace { organization_id: app.organization.id, member_id: None, failed: false, limit: 2 };
        assert_eq!(app.application.read_trace(&two).await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn members_that_are_no_users_and_keys_that_may_not_are_told() {
    for app in &both_engines().await {
        let stranger = app.application.fresh_uuid().to_string();
        let group = group(app, "Climbers", &[&stranger]).await;
        let entry = newest(app).await;
        assert!(
            entry.rule.as_deref().is_some_and(|rule| rule.contains(&stranger) && rule.contains("ignored")),
            "{:?}",
            entry.rule
        );
        assert_eq!(entry.group_id.map(|id| id.to_string()), Some(group.clone()));
        // Neither is what has not even the form of an id.
        let path = format!("/Groups/{group}");
        patch(app, &path, json!([{"op": "add", "path": "members", "value": [{"value": "dora@acme.example"}]}])).await;
        assert!(newest(app).await.rule.unwrap().contains("1 sent as members are no users here"));
        let body = json!({"displayName": "Climbers", "members": [{"value": "dora@acme.example"}, {"value": stranger}]});
        put(app, &path, body).await;
        assert!(newest(app).await.rule.unwrap().contains("2 sent as members are no users here"));
        let read = make_key(&app.application, app.organization.id, KeyScope::Read).await.unwrap();
        assert_eq!(call_as(&target(app, &app.organization, &read), "DELETE", &path, &[], None).await.status, 403);
        let entry = newest(app).await;
        assert_eq!(entry.status, 403);
        assert!(entry.fix.unwrap().contains("scope"));
        let adopted = crate::people::console_group(app, "Runners", &[]).await;
        assert_eq!(id(&post(app, "/Groups", json!({"displayName": "Runners", "externalId": "r"})).await), adopted);
        assert!(newest(app).await.rule.unwrap().contains("adopted"));
    }
}

#[tokio::test]
async fn old_calls_are_dropped_and_young_ones_kept() {
    for app in &both_engines().await {
        user(app, "dora").await;
        app.clock.advance(Duration::from_hours(24 * 20));
        user(app, "ella").await;
        assert_eq!(trace(app, None, false).await.len(), 2);
        app.clock.advance(Duration::from_hours(24 * 11));
        app.application.drop_old_trace().await;
        let left = trace(app, None, false).await;
        assert_eq!(left.len(), 1);
        assert!(left[0].request.as_deref().unwrap().contains("ella"));
    }
}

//! What clients tell of items comes into the organization's log, as far as it can be true.

use super::{own_item, shared_item, status};
use crate::http::send;
use crate::office::{Office, call};
use crate::people::sign_up;
use crate::support::start;
use account_client::{MemberRole, Method, Uuid};
use domain::RecordedEvent;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::app::{Engine, START};

/// The events of an organization that clients told.
async fn told(app: &testkit::app::App, office: &Office) -> Vec<RecordedEvent> {
    let events = office.events(app).await;
    events.into_iter().filter(|event| matches!(event.event_type, 1107..=1114 | 1117 | 1602)).collect()
}

fn event(number: i64, item: Uuid, date: &str) -> Value {
    json!({"type": number, "cipherId": item, "organizationId": Uuid::nil(), "date": date})
}

#[tokio::test]
async fn what_a_client_saw_is_in_the_log_of_the_organization() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let other = Office::open(&app, "oskar@example.test").await;
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        let id = super::with_access(&office, &dora, "view").await;
        let shared = shared_item(&office.owner, &office, &[id]).await;
        let hidden = super::collection(&office, &[], &[]).await;
        let unseen = shared_item(&office.owner, &office, &[hidden]).await;
        let own = own_item(&dora.session).await;
        app.clock.advance(Duration::from_hours(1));
        let body = json!([
            event(1107, shared, "2026-01-01T00:30:00.020Z"),
            event(1111, shared, "2027-01-01T00:00:00Z"),
            event(1108, shared, "2020-01-01T00:00:00Z"),
            {"type": 1109, "cipherId": shared},
            // Of somebody else, of nobody, of no such kind.
            event(1107, unseen, "2026-01-01T00:30:00Z"),
            event(1107, own, "2026-01-01T00:30:00Z"),
            event(1107, Uuid::nil(), "2026-01-01T00:30:00Z"),
            event(1100, shared, "2026-01-01T00:30:00Z"),
            event(1500, shared, "2026-01-01T00:30:00Z"),
            {"type": 1602, "organizationId": office.id(), "date": "2026-01-01T00:30:00Z"},
            {"type": 1602, "organizationId": other.id(), "date": "2026-01-01T00:30:00Z"},
        ]);
        let answer = call(&dora.session, Method::POST, "/events/collect", body).await.unwrap();
        assert_eq!(answer, json!(null));
        let found = told(&app, &office).await;
        let hour = START.after(Duration::from_hours(1));
        let half = START.after(Duration::from_mins(30));
        let expected =
            [(1107, half.after(Duration::from_millis(20))), (1111, hour), (1108, hour), (1109, hour), (1602, half)];
        assert_eq!(found.iter().map(|event| (event.event_type, event.occurred_at)).collect::<Vec<_>>(), expected);
        for event in &found {
            assert_eq!(event.acting_account_id.unwrap().uuid(), dora.session.account_id());
            assert_eq!(event.subject.item_id.map(domain::ItemId::uuid), (event.event_type != 1602).then_some(shared));
        }
        assert!(told(&app, &other).await.is_empty());
        let report = app.application.read(&app.application.verify_events(office.organization_id()).unwrap()).await;
        assert_eq!(report.unwrap().finding, None);
    }
}

#[tokio::test]
async fn a_client_that_tells_nonsense_is_answered_like_any_other() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        let id = super::with_access(&office, &dora, "view").await;
        let shared = shared_item(&office.owner, &office, &[id]).await;
        let token = dora.session.access_token().await;
        let many: Vec<Value> = (0..150).map(|_| event(1107, shared, "2026-01-01T00:00:00Z")).collect();
        for body in [
            json!(null),
            json!([]),
            json!({}),
            json!([null, 7, "x", {}, {"type": "1107"}]),
            json!([{"type": 1107, "cipherId": "x"}]),
            json!([{"type": 1107, "cipherId": shared, "date": "yesterday"}]),
            json!(many),
        ] {
            let answer = send(&app, Method::POST, "/events/collect", Some(token.reveal()), Some(&body)).await;
            assert_eq!(answer, (200, json!(null)), "{body}");
        }
        // Of many a hundred count.
        assert_eq!(told(&app, &office).await.len(), 100);
        let revoke = office.path(&format!("/users/{}/revoke", dora.id));
        call(&office.owner, Method::PUT, &revoke, json!(null)).await.unwrap();
        let body = json!([event(1107, shared, "2026-01-01T00:00:00Z")]);
        call(&dora.session, Method::POST, "/events/collect", body).await.unwrap();
        assert_eq!(told(&app, &office).await.len(), 100);
    }
}

#[tokio::test]
async fn nobody_tells_without_a_token() {
    let app = start(Engine::Sqlite).await;
    let answer = send(&app, Method::POST, "/events/collect", None, Some(&json!([]))).await;
    assert_eq!(answer.0, 401);
    let dora = sign_up(&app, "dora@example.test").await;
    assert_eq!(status(&dora, Method::POST, "/events/other", json!([])).await, 404);
}

//! With what people sign in.

use crate::http::{password_grant, refresh_grant, send};
use crate::people::{PASSWORD, client, sign_up};
use crate::support::start;
use account_client::{Method, Session};
use application::{FindAccountByEmail, StartSession};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use domain::{Actor, Device, DeviceId, DeviceType, Origin};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::app::{App, Engine};

const DORA: &str = "dora@example.test";

async fn devices(session: &Session) -> Vec<Value> {
    session.call(Method::GET, "/api/devices", None).await.unwrap()["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_device_is_listed_found_and_signed_out() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let session = sign_up(&app, DORA).await;
        let hash = session.credentials().authentication_hash().reveal();
        app.clock.advance(Duration::from_secs(1));
        let other =
            password_grant(&app, DORA, hash, &[("deviceIdentifier", "other"), ("deviceName", "Old laptop")]).await;
        let listed = devices(&session).await;
        assert_eq!(listed.len(), 2);
        let found = session.call(Method::GET, "/api/devices/identifier/other", None).await.unwrap();
        assert_eq!((found["name"].as_str(), &found["type"]), (Some("Old laptop"), &json!(25)));
        assert_eq!(found["creationDate"], "2026-01-01T00:00:01.000000Z");
        let path = format!("/api/devices/{}", found["id"].as_str().unwrap());
        assert_eq!(session.call(Method::GET, &path, None).await.unwrap(), found);
        session.call(Method::DELETE, &path, None).await.unwrap();
        assert_eq!(refresh_grant(&app, other.1["refresh_token"].as_str().unwrap()).await.0, 400);
        let again = password_grant(&app, DORA, hash, &[("deviceIdentifier", "other")]).await;
        for (answer, expected) in [(&other, 401), (&again, 200)] {
            let token = answer.1["access_token"].as_str();
            assert_eq!(send(&app, Method::GET, "/api/devices/identifier/other", token, None).await.0, expected);
        }
        let again = session.call(Method::GET, "/api/devices/identifier/other", None).await.unwrap();
        let deactivate = format!("/api/devices/{}/deactivate", again["id"].as_str().unwrap());
        session.call(Method::POST, &deactivate, None).await.unwrap();
        assert_eq!(devices(&session).await.len(), 1);
        let own = client(&app).log_in(DORA, PASSWORD).await.unwrap();
        assert_eq!(devices(&own).await.len(), 2);
        own.sign_out().await.unwrap();
        assert_eq!(devices(&session).await.len(), 1);
        for (method, path) in [
            (Method::DELETE, path.as_str()),
            (Method::GET, path.as_str()),
            (Method::GET, "/api/devices/identifier/other"),
            (Method::GET, "/api/devices/x"),
            (Method::POST, "/api/devices/x/deactivate"),
        ] {
            let refusal = session.call(method, path, None).await.unwrap_err();
            assert!(matches!(refusal, account_client::ClientError::Refused { status: 404, .. }), "{path}: {refusal}");
        }
    }
}

#[tokio::test]
async fn the_devices_of_a_kind_that_were_there_last_are_kept() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let session = sign_up(&app, DORA).await;
        let hash = session.credentials().authentication_hash().reveal();
        let desktop = [("deviceIdentifier", "desktop"), ("deviceType", "8")];
        let desktop = password_grant(&app, DORA, hash, &desktop).await.1;
        let oldest = password_grant(&app, DORA, hash, &[("deviceIdentifier", "oldest")]).await.1;
        let find = FindAccountByEmail(DORA.to_owned());
        let account = app.application.read(&find).await.unwrap().unwrap();
        for number in 0..50 {
            app.clock.advance(Duration::from_millis(1));
            let call = app.application.call(Actor::Account(account.id), Origin::Console, None, None);
            let (id, name) = (DeviceId::from_uuid(app.application.fresh_uuid()), format!("program {number}"));
            let kind = DeviceType::from_number(25).unwrap();
            let device = Device::new(account.id, id, &name, &name, kind, call.now).unwrap();
            let start = StartSession { call, account: account.clone(), device, session: None, remember: None };
            app.application.run(start).await.unwrap().unwrap();
        }
        let access = desktop["access_token"].as_str();
        let listed = send(&app, Method::GET, "/api/devices", access, None).await.1;
        let of_kind =
            |kind: i64| listed["data"].as_array().unwrap().iter().filter(|found| found["type"] == kind).count();
        assert_eq!((of_kind(25), of_kind(8)), (50, 1));
        assert_eq!(send(&app, Method::GET, "/api/devices", oldest["access_token"].as_str(), None).await.0, 401);
        assert_eq!(refresh_grant(&app, oldest["refresh_token"].as_str().unwrap()).await.0, 400);
        assert_eq!(refresh_grant(&app, desktop["refresh_token"].as_str().unwrap()).await.0, 200);
    }
}

#[tokio::test]
async fn devices_are_the_persons_own() {
    let app = start(Engine::Sqlite).await;
    let session = sign_up(&app, DORA).await;
    let eve = sign_up(&app, "eve@example.test").await;
    let id = devices(&session).await[0]["id"].as_str().unwrap().to_owned();
    assert!(eve.call(Method::DELETE, &format!("/api/devices/{id}"), None).await.is_err());
    assert_eq!(devices(&session).await.len(), 1);
}

async fn known(app: &App, email: &str, identifier: &str) -> (u16, Value) {
    let url = format!("{}/api/devices/knowndevice", app.origin);
    let request = reqwest::Client::new().get(url).header("X-Request-Email", email);
    let answer = request.header("X-Device-Identifier", identifier).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test]
async fn a_device_is_known_once_it_has_signed_in() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let session = sign_up(&app, DORA).await;
        let identifier = devices(&session).await[0]["identifier"].as_str().unwrap().to_owned();
        let dora = URL_SAFE.encode("Dora@example.test");
        assert_eq!(known(&app, &dora, &identifier).await, (200, json!(true)));
        assert_eq!(known(&app, &dora, "another").await, (200, json!(false)));
        assert_eq!(known(&app, &URL_SAFE.encode("nobody@example.test"), &identifier).await, (200, json!(false)));
        assert_eq!(known(&app, "not base64!", &identifier).await.0, 400);
        assert_eq!(known(&app, &dora, "").await.0, 400);
        assert_eq!(known(&app, &URL_SAFE.encode("a\0@example.test"), &identifier).await.0, 400);
    }
}

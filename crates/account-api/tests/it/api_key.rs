//! Signing in with an API key.

use crate::http::token;
use crate::people::{PASSWORD, client, sign_up};
use crate::support::start;
use account_client::{ApiKey, Method};
use serde_json::{Value, json};
use testkit::app::{App, Engine};

const DORA: &str = "dora@example.test";

async fn sign_in(app: &App, client_id: &str, secret: &str) -> (u16, Value) {
    let form = [
        ("grant_type", "client_credentials"),
        ("scope", "api"),
        ("client_id", client_id),
        ("client_secret", secret),
        ("deviceType", "25"),
        ("deviceIdentifier", "213a0f42-9d43-45ed-b351-48a297aca3e5"),
        ("deviceName", "linux"),
    ];
    token(app, &form).await
}

#[tokio::test]
async fn a_program_signs_in_with_the_key_and_unlocks_with_the_password() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let session = sign_up(&app, DORA).await;
        let key = session.api_key().await.unwrap();
        assert_eq!(session.api_key().await.unwrap().client_secret, key.client_secret, "it is shown again");
        let program = client(&app).log_in_with_api_key(&key, PASSWORD).await.unwrap();
        assert_eq!(program.profile().await.unwrap().email, DORA);
        let (status, answer) = sign_in(&app, &key.client_id, key.client_secret.reveal()).await;
        assert_eq!((status, answer.get("refresh_token"), answer["scope"].as_str()), (200, None, Some("api")));
        assert!(!app.stored_text().unwrap().contains(key.client_secret.reveal()));
    }
}

#[tokio::test]
async fn a_replaced_key_a_wrong_one_and_none_are_refused_alike() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let session = sign_up(&app, DORA).await;
        let ApiKey { client_id, client_secret } = session.api_key().await.unwrap();
        let body = json!({"masterPasswordHash": session.credentials().authentication_hash().reveal()});
        let rotated = session.call(Method::POST, "/api/accounts/rotate-api-key", Some(&body)).await.unwrap();
        let without_key = sign_up(&app, "eve@example.test").await;
        for (client_id, secret) in [
            (client_id.as_str(), client_secret.reveal()),
            (client_id.as_str(), "x"),
            (&format!("user.{}", without_key.account_id()), "x"),
            (&format!("user.{}", app.organization.id), client_secret.reveal()),
            ("user.x", "x"),
            ("x", "x"),
        ] {
            let answer = sign_in(&app, client_id, secret).await;
            assert_eq!(answer, (400, json!({"error": "invalid_client"})), "{client_id}");
        }
        let secret = rotated["apiKey"].as_str().unwrap();
        assert_eq!(sign_in(&app, &client_id, secret).await.0, 200);
    }
}

#[tokio::test]
async fn the_key_is_shown_to_whoever_knows_the_password() {
    let app = start(Engine::Sqlite).await;
    let session = sign_up(&app, DORA).await;
    for path in ["/api/accounts/api-key", "/api/accounts/rotate-api-key"] {
        let body = json!({"masterPasswordHash": "d3Jvbmc="});
        let refusal = session.call(Method::POST, path, Some(&body)).await.unwrap_err();
        assert!(refusal.to_string().contains("The master password is wrong."), "{refusal}");
    }
}

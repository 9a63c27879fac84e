//! Changing what proves who one is, and what that ends.

use crate::http::{refresh_grant, send};
use crate::people::{KDF, PASSWORD, client, sign_up};
use crate::support::start;
use account_client::{ClientError, Method, Session};
use serde_json::{Value, json};
use testkit::app::{App, Engine};
use vault_crypto::KdfSettings;

const DORA: &str = "dora@example.test";

fn refused(result: Result<Value, ClientError>) -> String {
    match result {
        Err(ClientError::Refused { status: 400, message }) => message,
        other => panic!("{other:?}"),
    }
}

/// Whether the access token and the refresh token of a session are good no longer.
async fn assert_over(app: &App, session: &Session, refresh_token: &str) {
    let access = session.access_token().await;
    let answer = send(app, Method::GET, "/api/accounts/profile", Some(access.reveal()), None).await;
    assert_eq!(answer.0, 401, "{answer:?}");
    assert_eq!(refresh_grant(app, refresh_token).await.0, 400);
}

/// Signs in beside a session, for another refresh token.
async fn refresh_token(app: &App, session: &Session) -> String {
    let hash = session.credentials().authentication_hash().reveal();
    let answer = crate::http::password_grant(app, DORA, hash, &[]).await.1;
    answer["refresh_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn another_password_ends_every_sign_in_and_opens_the_same_keys() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let session = sign_up(&app, DORA).await;
        let refresh = refresh_token(&app, &session).await;
        session.change_password("another password").await.unwrap();
        assert_over(&app, &session, &refresh).await;
        assert!(client(&app).log_in(DORA, PASSWORD).await.is_err());
        let again = client(&app).log_in(DORA, "another password").await.unwrap();
        assert_eq!(again.keys().user_key, session.keys().user_key);
        assert_ne!(again.profile().await.unwrap().security_stamp, None);
    }
}

#[tokio::test]
async fn the_old_password_is_asked_for_and_the_new_one_must_have_its_form() {
    let app = start(Engine::Sqlite).await;
    let session = sign_up(&app, DORA).await;
    let hash = session.credentials().authentication_hash().reveal();
    let key = session.call(Method::GET, "/api/accounts/keys", None).await.unwrap()["key"].clone();
    let good = json!({"masterPasswordHash": hash, "newMasterPasswordHash": hash, "key": key});
    for (field, value, expected) in [
        ("masterPasswordHash", json!("d3Jvbmc="), "The master password is wrong."),
        ("newMasterPasswordHash", json!("d3Jvbmc="), "masterPasswordHash is not 32 bytes in base64."),
        ("key", json!("2.x"), "The wrapped user key is not an EncString of type 2."),
        ("masterPasswordHint", json!("x".repeat(51)), "masterPasswordHint is longer than 50 characters."),
        (
            "authenticationData",
            json!({"kdf": {"kdfType": 0, "iterations": 600_000}, "salt": DORA, "masterPasswordAuthenticationHash": hash}),
            "The request names two different key derivation settings.",
        ),
    ] {
        let mut body = good.clone();
        body[field] = value;
        assert_eq!(refused(session.call(Method::POST, "/api/accounts/password", Some(&body)).await), expected);
    }
    session.call(Method::POST, "/api/accounts/password", Some(&good)).await.unwrap();
}

#[tokio::test]
async fn other_derivation_settings_are_told_before_the_next_sign_in() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let session = sign_up(&app, DORA).await;
        let refresh = refresh_token(&app, &session).await;
        let kdf = KdfSettings::Argon2id { iterations: 3, memory: 17, parallelism: 2 };
        session.change_kdf(PASSWORD, kdf).await.unwrap();
        assert_over(&app, &session, &refresh).await;
        assert_eq!(client(&app).prelogin(DORA).await.unwrap().kdf, kdf);
        let again = client(&app).log_in(DORA, PASSWORD).await.unwrap();
        let hash = again.credentials().authentication_hash().reveal();
        let key = again.call(Method::GET, "/api/accounts/keys", None).await.unwrap()["key"].clone();
        let heavy = json!({
            "masterPasswordHash": hash, "newMasterPasswordHash": hash, "key": key,
            "kdf": 1, "kdfIterations": 3, "kdfMemory": 1025, "kdfParallelism": 4,
        });
        let refusal = refused(again.call(Method::POST, "/api/accounts/kdf", Some(&heavy)).await);
        assert_eq!(refusal, "Argon2id memory must be between 16 and 1,024 MiB.");
        assert_ne!(kdf, KDF);
    }
}

#[tokio::test]
async fn a_person_ends_all_their_sign_ins() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let session = sign_up(&app, DORA).await;
        let refresh = refresh_token(&app, &session).await;
        let wrong = json!({"masterPasswordHash": "d3Jvbmc="});
        assert_eq!(
            refused(session.call(Method::POST, "/api/accounts/security-stamp", Some(&wrong)).await),
            "The master password is wrong."
        );
        session.end_all_sessions().await.unwrap();
        assert_over(&app, &session, &refresh).await;
        client(&app).log_in(DORA, PASSWORD).await.unwrap();
    }
}

#[tokio::test]
async fn the_password_is_verified_again() {
    let app = start(Engine::Sqlite).await;
    let session = sign_up(&app, DORA).await;
    let hash = session.credentials().authentication_hash().reveal();
    let verify = async |hash: &str| {
        let body = json!({"masterPasswordHash": hash});
        session.call(Method::POST, "/api/accounts/verify-password", Some(&body)).await
    };
    assert_eq!(verify(hash).await.unwrap()["object"], "masterPasswordPolicy");
    assert_eq!(refused(verify("d3Jvbmc=").await), "The master password is wrong.");
}

#[tokio::test]
async fn a_password_of_ones_own_is_not_temporary() {
    let app = start(Engine::Sqlite).await;
    let session = sign_up(&app, DORA).await;
    let body = json!({"newMasterPasswordHash": session.credentials().authentication_hash().reveal(), "key": "2.x"});
    let refusal = refused(session.call(Method::PUT, "/api/accounts/update-temp-password", Some(&body)).await);
    assert!(refusal.contains("your own already"), "{refusal}");
}

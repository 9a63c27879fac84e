//! Tokens: who gets them, and how long they are good.

use crate::http::{password_grant, refresh_grant, send, token};
use crate::people::{client, register, sign_up};
use crate::support::start;
use account_client::Method;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::app::{App, Engine};

const DORA: &str = "dora@example.test";

/// Signs Dora in and gives the answer, with what she proves herself by.
async fn sign_in(app: &App) -> (Value, String) {
    register(app, DORA).await;
    let credentials = client(app).credentials(DORA, crate::people::PASSWORD).await.unwrap();
    let hash = credentials.authentication_hash().reveal().to_owned();
    let (status, answer) = password_grant(app, DORA, &hash, &[]).await;
    assert_eq!(status, 200, "{answer}");
    (answer, hash)
}

async fn revision_date(app: &App, access_token: &str) -> (u16, Value) {
    send(app, Method::GET, "/api/accounts/revision-date", Some(access_token), None).await
}

fn text<'a>(answer: &'a Value, field: &str) -> &'a str {
    answer[field].as_str().unwrap_or_else(|| panic!("{field} of {answer}"))
}

#[tokio::test]
async fn a_sign_in_is_answered_with_all_that_unlocks_the_account() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let (answer, _) = sign_in(&app).await;
        assert_eq!((text(&answer, "token_type"), &answer["expires_in"]), ("Bearer", &json!(3600)));
        assert_eq!(answer["Kdf"], 1);
        let unlock = &answer["UserDecryptionOptions"]["MasterPasswordUnlock"];
        assert_eq!(unlock["Salt"], DORA);
        assert_eq!(unlock["Kdf"], json!({"KdfType": 1, "Iterations": 2, "Memory": 16, "Parallelism": 1}));
        assert_eq!(unlock["MasterKeyEncryptedUserKey"], answer["Key"]);
        let pair = &answer["AccountKeys"]["publicKeyEncryptionKeyPair"];
        assert_eq!(pair["wrappedPrivateKey"], answer["PrivateKey"]);
        // Five seconds after the account was made: see `FindRevisionDate`.
        let (status, date) = revision_date(&app, text(&answer, "access_token")).await;
        assert_eq!((status, date), (200, json!(1_767_225_605_000_i64)));
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_answered_alike() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let (_, hash) = sign_in(&app).await;
        let wrong = password_grant(&app, DORA, &hash.to_lowercase(), &[]).await;
        let unknown = password_grant(&app, "nobody@example.test", &hash, &[]).await;
        assert_eq!(wrong, unknown);
        assert_eq!(wrong.0, 400);
        assert_eq!(
            wrong.1,
            json!({
                "error": "invalid_grant",
                "error_description": "invalid_username_or_password",
                "ErrorModel": {"Message": "Username or password is incorrect. Try again.", "Object": "error"},
            })
        );
    }
}

#[tokio::test]
async fn a_form_that_lacks_something_is_told_what() {
    let app = start(Engine::Sqlite).await;
    let (_, hash) = sign_in(&app).await;
    for (name, value, expected) in [
        ("grant_type", "", "grant_type is missing."),
        ("grant_type", "implicit", "The grant_type is none of"),
        ("username", "", "username is missing."),
        ("deviceIdentifier", "", "deviceIdentifier is missing."),
        ("deviceIdentifier", &"x".repeat(51), "deviceIdentifier is longer than 50 characters."),
    ] {
        let (status, answer) = password_grant(&app, DORA, &hash, &[(name, value)]).await;
        let message = answer["ErrorModel"]["Message"].as_str().unwrap();
        assert!(status == 400 && message.starts_with(expected), "{answer}");
    }
    let (status, answer) = token(&app, &[("x", &"y".repeat(20_000))]).await;
    assert_eq!((status, answer["error"].as_str()), (400, Some("invalid_request")));
}

#[tokio::test]
async fn a_form_with_a_nul_is_no_form_whatever_the_database() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        for name in ["username", "password", "deviceIdentifier", "client_id", "deviceName"] {
            let (status, answer) = password_grant(&app, DORA, "x", &[(name, "a\0b")]).await;
            assert_eq!((status, text(&answer, "error")), (400, "invalid_request"), "{name}");
        }
    }
}

#[tokio::test]
async fn refresh_tokens_are_replaced_and_a_stolen_one_ends_the_session() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let (answer, _) = sign_in(&app).await;
        let first = text(&answer, "refresh_token").to_owned();
        let (status, second) = refresh_grant(&app, &first).await;
        assert_eq!(status, 200, "{second}");
        assert_eq!(revision_date(&app, text(&second, "access_token")).await.0, 200);
        let second = text(&second, "refresh_token").to_owned();
        assert_ne!(first, second);
        let third = refresh_grant(&app, &second).await.1;
        let (third, access) = (text(&third, "refresh_token").to_owned(), text(&third, "access_token").to_owned());
        // Other programs of the same profile were slower.
        for raced in [&first, &second] {
            let (status, answer) = refresh_grant(&app, raced).await;
            assert_eq!((status, answer.get("refresh_token")), (200, None));
            assert_eq!(revision_date(&app, text(&answer, "access_token")).await.0, 200);
        }
        app.clock.advance(Duration::from_mins(1));
        let (status, reused) = refresh_grant(&app, &first).await;
        assert_eq!((status, text(&reused, "error")), (400, "invalid_grant"));
        assert_eq!(refresh_grant(&app, &third).await.0, 400, "the session is over");
        assert_eq!(revision_date(&app, &access).await.0, 401, "whoever the thief is has nothing left");
        let stored = app.stored_text().unwrap();
        assert!(!stored.contains(&first) && !stored.contains(&third));
    }
}

#[tokio::test]
async fn a_lost_answer_ends_no_session_and_what_was_lost_is_no_good() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let (answer, _) = sign_in(&app).await;
        let first = text(&answer, "refresh_token").to_owned();
        let lost = text(&refresh_grant(&app, &first).await.1, "refresh_token").to_owned();
        // Nobody knows yet whether it was lost.
        assert_eq!(refresh_grant(&app, &first).await.1.get("refresh_token"), None);
        app.clock.advance(Duration::from_mins(50));
        let second = text(&refresh_grant(&app, &first).await.1, "refresh_token").to_owned();
        app.clock.advance(Duration::from_mins(50));
        let third = text(&refresh_grant(&app, &second).await.1, "refresh_token").to_owned();
        assert_eq!(refresh_grant(&app, &lost).await.0, 400);
        assert_eq!(refresh_grant(&app, &third).await.0, 400, "somebody had it after all");
    }
}

#[tokio::test]
async fn what_is_no_refresh_token_ends_nothing() {
    let app = start(Engine::Sqlite).await;
    let (answer, _) = sign_in(&app).await;
    let (access, refresh) = (text(&answer, "access_token"), text(&answer, "refresh_token"));
    for other in [access, "a.b.c", &refresh[1..]] {
        let (status, answer) = refresh_grant(&app, other).await;
        assert_eq!((status, text(&answer, "error")), (400, "invalid_grant"));
    }
    assert_eq!(revision_date(&app, refresh).await.0, 401);
    assert_eq!(refresh_grant(&app, refresh).await.0, 200);
}

#[tokio::test]
async fn a_device_has_one_session_and_devices_do_not_end_each_other() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let (first, hash) = sign_in(&app).await;
        let elsewhere = password_grant(&app, DORA, &hash, &[("deviceIdentifier", "another")]).await.1;
        let again = password_grant(&app, DORA, &hash, &[]).await.1;
        assert_eq!(refresh_grant(&app, text(&first, "refresh_token")).await.0, 400);
        for open in [&elsewhere, &again] {
            assert_eq!(refresh_grant(&app, text(open, "refresh_token")).await.0, 200);
        }
    }
}

#[tokio::test]
async fn tokens_run_out() {
    let app = start(Engine::Sqlite).await;
    let (answer, _) = sign_in(&app).await;
    let (access, refresh) = (text(&answer, "access_token"), text(&answer, "refresh_token"));
    app.clock.advance(Duration::from_hours(1));
    assert_eq!(revision_date(&app, access).await.0, 401);
    app.clock.advance(Duration::from_hours(24 * 30 - 2));
    let (status, renewed) = refresh_grant(&app, refresh).await;
    assert_eq!(status, 200);
    app.clock.advance(Duration::from_hours(24 * 30));
    assert_eq!(refresh_grant(&app, text(&renewed, "refresh_token")).await.0, 400);
}

#[tokio::test]
async fn a_user_key_is_named_once() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let session = sign_up(&app, DORA).await;
        let before = session.revision_date().await.unwrap();
        let access = session.access_token().await;
        let name = async |id: &str| {
            let (path, body) = ("/api/accounts/key-management/user-key-id", json!({"userKeyId": id}));
            send(&app, Method::POST, path, Some(access.reveal()), Some(&body)).await.0
        };
        assert_eq!(name("not an id").await, 400);
        assert_eq!(name("00112233445566778899aabbccddeeff").await, 200);
        assert_eq!(name("00112233445566778899AABBCCDDEEFF").await, 200, "two devices may race");
        assert_eq!(name("10112233445566778899aabbccddeeff").await, 400);
        assert_eq!(session.revision_date().await.unwrap(), before + 1);
    }
}

//! The second step of a sign-in.

use crate::http::{password_grant, post};
use crate::mailbox::Mailbox;
use crate::people::{client, sign_up};
use crate::support::{Setup, start, start_with};
use account_client::{ClientError, LoginCodes, Method, SecondFactor, Secret, Session, TwoStepProvider};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::app::{App, Engine};

const DORA: &str = "dora@example.test";
const WRONG_CODE: &str = "Two-step token is invalid. Try again.";

/// The code that an app shows at this moment.
pub(crate) fn code(app: &App, key: &str) -> String {
    let secret = totp_rs::Secret::try_from_base32(key).unwrap();
    let seconds = u64::try_from(app.clock.now().micros() / 1_000_000).unwrap();
    totp_rs::Builder::new().with_secret(secret).build().unwrap().generate(seconds).to_string()
}

/// Dora, with an authenticator app of this key.
async fn with_authenticator(app: &App) -> (Session, String) {
    let session = sign_up(app, DORA).await;
    let secret = session.authenticator_secret().await.unwrap();
    let key = secret.key.reveal().to_owned();
    session.enable_authenticator(&secret, &code(app, &key)).await.unwrap();
    app.clock.advance(Duration::from_mins(2));
    (session, key)
}

fn hash(session: &Session) -> &str {
    session.credentials().authentication_hash().reveal()
}

/// Signs in with a second step; the device is one that has never signed in.
async fn sign_in(app: &App, session: &Session, provider: &str, code: &str, more: &[(&str, &str)]) -> (u16, Value) {
    let device = app.application.random_uuid().to_string();
    let mut form = vec![("twoFactorProvider", provider), ("twoFactorToken", code), ("deviceIdentifier", &device)];
    form.extend_from_slice(more);
    password_grant(app, DORA, hash(session), &form).await
}

fn message(answer: &(u16, Value)) -> &str {
    assert_eq!(answer.0, 400, "{answer:?}");
    answer.1["ErrorModel"]["Message"].as_str().unwrap_or_default()
}

#[tokio::test]
async fn an_authenticator_app_is_set_up_and_asked_for() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let (session, key) = with_authenticator(&app).await;
        assert_eq!(session.call(Method::GET, "/api/accounts/profile", None).await.unwrap()["twoFactorEnabled"], true);
        let listed = session.call(Method::GET, "/api/two-factor", None).await.unwrap();
        assert_eq!(listed["data"], json!([{"enabled": true, "type": 0, "object": "twoFactorProvider"}]));
        let (status, asked) = password_grant(&app, DORA, hash(&session), &[]).await;
        assert_eq!(status, 400);
        assert_eq!(asked["error_description"], "Two factor required.");
        assert_eq!((&asked["TwoFactorProviders"], &asked["TwoFactorProviders2"]), (&json!(["0"]), &json!({"0": null})));
        let right = code(&app, &key);
        assert_eq!(sign_in(&app, &session, "0", &right, &[]).await.0, 200);
        assert_eq!(message(&sign_in(&app, &session, "0", &right, &[]).await), WRONG_CODE, "no code is taken twice");
        app.clock.advance(Duration::from_secs(30));
        assert_eq!(message(&sign_in(&app, &session, "0", &right, &[]).await), WRONG_CODE);
        assert_eq!(sign_in(&app, &session, "0", &code(&app, &key), &[]).await.0, 200);
        assert!(!app.stored_text().unwrap().contains(&key));
    }
}

#[tokio::test]
async fn the_first_code_must_be_right_and_the_password_known() {
    let app = start(Engine::Sqlite).await;
    let session = sign_up(&app, DORA).await;
    let key = session.authenticator_secret().await.unwrap().key.reveal().to_owned();
    let good = json!({"key": key, "token": code(&app, &key), "masterPasswordHash": hash(&session)});
    let eve = sign_up(&app, "eve@example.test").await;
    let body = json!({"masterPasswordHash": hash(&eve)});
    let of_eve = eve.call(Method::POST, "/api/two-factor/get-authenticator", Some(&body)).await.unwrap();
    for (changes, expected) in [
        (json!({"token": "000000"}), "The code is not one of this key."),
        (json!({"key": "GEZDGNBVGY"}), "key is not the secret"),
        (json!({"masterPasswordHash": "d3Jvbmc="}), "The master password is wrong."),
        (json!({"masterPasswordHash": null}), "The master password is asked for again"),
        (
            json!({"masterPasswordHash": null, "userVerificationToken": of_eve["userVerificationToken"]}),
            "The master password is asked for again",
        ),
    ] {
        let mut body = good.clone();
        changes.as_object().unwrap().iter().for_each(|(name, value)| body[name] = value.clone());
        let refusal = session.call(Method::PUT, "/api/two-factor/authenticator", Some(&body)).await.unwrap_err();
        assert!(refusal.to_string().contains(expected), "{changes}: {refusal}");
    }
    assert_eq!(password_grant(&app, DORA, hash(&session), &[]).await.0, 200, "nothing was switched on");
}

#[tokio::test]
async fn a_device_is_remembered_until_whatever_ends_all_sign_ins() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let (session, key) = with_authenticator(&app).await;
        let with = |provider: &str, token: &str| {
            vec![
                ("twoFactorProvider", provider.to_owned()),
                ("twoFactorToken", token.to_owned()),
                ("twoFactorRemember", "1".to_owned()),
            ]
        };
        let sign_in = async |fields: Vec<(&str, String)>, device: &str| {
            let mut form: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            form.push(("deviceIdentifier", device));
            password_grant(&app, DORA, hash(&session), &form).await
        };
        let (status, first) = sign_in(with("0", &code(&app, &key)), "this").await;
        assert_eq!(status, 200);
        let remembered = first["TwoFactorToken"].as_str().unwrap().to_owned();
        assert_eq!(sign_in(with("5", &remembered), "this").await.0, 200);
        let elsewhere = sign_in(with("5", &remembered), "another").await.1;
        assert_eq!(elsewhere["TwoFactorProviders2"], json!({"0": null}), "it is for one device");
        let forged = sign_in(with("5", "a.b.c"), "this").await.1;
        assert_eq!(forged["TwoFactorProviders2"], json!({"0": null}));
        app.clock.advance(Duration::from_hours(24 * 30));
        assert_eq!(sign_in(with("5", &remembered), "this").await.0, 400, "it has run out");
        let (_, again) = sign_in(with("0", &code(&app, &key)), "this").await;
        let remembered = again["TwoFactorToken"].as_str().unwrap().to_owned();
        assert!(!app.stored_text().unwrap().contains(&remembered));
        let body = json!({"masterPasswordHash": hash(&session)});
        let access = again["access_token"].as_str();
        let ended = crate::http::send(&app, Method::POST, "/api/accounts/security-stamp", access, Some(&body)).await;
        assert_eq!(ended.0, 200);
        assert_eq!(sign_in(with("5", &remembered), "this").await.0, 400);
    }
}

#[tokio::test]
async fn codes_come_by_mail() {
    for engine in Engine::ALL {
        let mailbox = Mailbox::new();
        let app = start_with(engine, Setup { mail: mailbox.options(), ..Setup::default() }).await;
        let session = sign_up(&app, DORA).await;
        session.send_two_step_email(DORA).await.unwrap();
        let first = mailbox.next_code(DORA).await;
        let too_soon = session.send_two_step_email(DORA).await.unwrap_err();
        assert!(too_soon.to_string().contains("mailed a moment ago"), "{too_soon}");
        assert!(session.enable_two_step_email("other@example.test", &first).await.is_err(), "it is for one address");
        session.send_two_step_email(DORA).await.unwrap();
        let second = mailbox.next_code(DORA).await;
        session.enable_two_step_email(DORA, &second).await.unwrap();
        let asked = password_grant(&app, DORA, hash(&session), &[]).await.1;
        assert_eq!(asked["TwoFactorProviders2"], json!({"1": {"Email": "d***@example.test"}}));
        client(&app).send_login_code(session.credentials()).await.unwrap();
        let right = mailbox.next_code(DORA).await;
        assert_eq!(message(&sign_in(&app, &session, "1", &second, &[]).await), WRONG_CODE);
        assert_eq!(sign_in(&app, &session, "1", &right, &[]).await.0, 200);
        assert_eq!(message(&sign_in(&app, &session, "1", &right, &[]).await), WRONG_CODE, "no code is taken twice");
        client(&app).send_login_code(session.credentials()).await.unwrap();
        let withdrawn = mailbox.next_code(DORA).await;
        session.end_all_sessions().await.unwrap();
        assert_eq!(message(&sign_in(&app, &session, "1", &withdrawn, &[]).await), WRONG_CODE);
        client(&app).send_login_code(session.credentials()).await.unwrap();
        let late = mailbox.next_code(DORA).await;
        app.clock.advance(Duration::from_mins(10));
        assert_eq!(message(&sign_in(&app, &session, "1", &late, &[]).await), WRONG_CODE);
        assert!(!app.stored_text().unwrap().contains(&late));
    }
}

#[tokio::test]
async fn a_mailed_code_is_guessed_ten_times_at_most() {
    let mailbox = Mailbox::new();
    let app = start_with(Engine::Sqlite, Setup { mail: mailbox.options(), ..Setup::default() }).await;
    let session = sign_up(&app, DORA).await;
    session.send_two_step_email(DORA).await.unwrap();
    session.enable_two_step_email(DORA, &mailbox.next_code(DORA).await).await.unwrap();
    for _ in 0..2 {
        // Another code does not bring other guesses.
        client(&app).send_login_code(session.credentials()).await.unwrap();
        client(&app).send_login_code(session.credentials()).await.unwrap();
        app.clock.advance(Duration::from_secs(30));
        for _ in 0..5 {
            assert_eq!(message(&sign_in(&app, &session, "1", "x", &[]).await), WRONG_CODE);
        }
    }
    mailbox.next_code(DORA).await;
    mailbox.next_code(DORA).await;
    mailbox.expect_none().await;
    client(&app).send_login_code(session.credentials()).await.unwrap();
    let right = mailbox.next_code(DORA).await;
    assert_eq!(message(&sign_in(&app, &session, "1", &right, &[]).await), WRONG_CODE);
    app.clock.advance(Duration::from_mins(10));
    client(&app).send_login_code(session.credentials()).await.unwrap();
    let right = mailbox.next_code(DORA).await;
    assert_eq!(sign_in(&app, &session, "1", &right, &[]).await.0, 200);
}

#[tokio::test]
async fn a_login_code_is_mailed_to_whoever_has_the_password_right() {
    let mailbox = Mailbox::new();
    let app = start_with(Engine::Sqlite, Setup { mail: mailbox.options(), ..Setup::default() }).await;
    let session = sign_up(&app, DORA).await;
    let send = async |email: &str, hash: &str| {
        let body = json!({"email": email, "masterPasswordHash": hash});
        let (status, answer) = post(&app, "/api/two-factor/send-email-login", &body).await;
        (status, answer["message"].as_str().unwrap_or_default().to_owned())
    };
    let wrong = (400, "Username or password is incorrect. Try again.".to_owned());
    assert_eq!(send(DORA, "d3Jvbmc=").await, wrong);
    assert_eq!(send("nobody@example.test", hash(&session)).await, wrong);
    assert!(send(DORA, hash(&session)).await.1.contains("not switched on"));
    mailbox.expect_none().await;
}

#[tokio::test]
async fn the_recovery_code_switches_the_second_step_off() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let (session, _) = with_authenticator(&app).await;
        let recovery = session.recovery_code().await.unwrap().unwrap();
        assert_eq!(session.recovery_code().await.unwrap().as_ref(), Some(&recovery));
        assert!(!app.stored_text().unwrap().contains(recovery.reveal()));
        assert_eq!(message(&sign_in(&app, &session, "8", "x", &[]).await), WRONG_CODE);
        let typed = recovery.reveal().to_uppercase();
        let codes = LoginCodes {
            second_factor: Some(SecondFactor {
                provider: TwoStepProvider::RecoveryCode,
                code: Secret::from(typed.as_str()),
                remember: false,
            }),
            new_device: None,
        };
        client(&app).log_in_with(session.credentials().clone(), &codes).await.unwrap();
        client(&app).log_in(DORA, crate::people::PASSWORD).await.unwrap();
        let body = json!({"masterPasswordHash": hash(&session)});
        let none = session.call(Method::POST, "/api/two-factor/get-recover", Some(&body)).await;
        assert_eq!(none.unwrap()["code"], json!(null));
    }
}

#[tokio::test]
async fn whoever_lost_the_second_step_recovers_without_signing_in() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let (session, _) = with_authenticator(&app).await;
        let recovery = session.recovery_code().await.unwrap().unwrap();
        let recover = async |hash: &str, code: &str| {
            let body = json!({"email": DORA, "masterPasswordHash": hash, "recoveryCode": code});
            post(&app, "/api/two-factor/recover", &body).await.0
        };
        assert_eq!(recover(hash(&session), "x").await, 400);
        assert_eq!(recover("d3Jvbmc=", recovery.reveal()).await, 400);
        assert_eq!(recover(hash(&session), recovery.reveal()).await, 200);
        client(&app).log_in(DORA, crate::people::PASSWORD).await.unwrap();
        assert_eq!(recover(hash(&session), recovery.reveal()).await, 400, "it is used up");
    }
}

#[tokio::test]
async fn the_second_step_is_switched_off() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let (session, _) = with_authenticator(&app).await;
        let body = json!({"type": 7, "masterPasswordHash": hash(&session)});
        assert!(session.call(Method::PUT, "/api/two-factor/disable", Some(&body)).await.is_err());
        session.disable_two_step(TwoStepProvider::Authenticator).await.unwrap();
        let listed = session.call(Method::GET, "/api/two-factor", None).await.unwrap();
        assert_eq!(listed["data"], json!([]));
        client(&app).log_in(DORA, crate::people::PASSWORD).await.unwrap();
    }
}

#[tokio::test]
async fn a_client_tells_that_a_second_step_is_needed() {
    let app = start(Engine::Sqlite).await;
    with_authenticator(&app).await;
    let refusal = client(&app).log_in(DORA, crate::people::PASSWORD).await.unwrap_err();
    assert!(
        matches!(refusal, ClientError::TwoStepRequired { providers } if providers == [TwoStepProvider::Authenticator])
    );
}

//! What is mailed to people.

use crate::http::{password_grant, post};
use crate::mailbox::Mailbox;
use crate::people::{PASSWORD, client, register, register_by_mail, sign_up};
use crate::support::{Setup, start, start_with};
use account_api::Registration;
use account_client::{ClientError, LoginCodes, Secret};
use http_kit::RateLimits;
use serde_json::{Value, json};
use std::num::NonZeroU32;
use std::time::Duration;
use testkit::app::Engine;

const DORA: &str = "dora@example.test";

#[tokio::test]
async fn an_account_is_made_with_the_token_that_was_mailed() {
    for engine in Engine::ALL {
        let mailbox = Mailbox::new();
        let registration = Registration::Open;
        let app = start_with(engine, Setup { registration, mail: mailbox.options(), ..Setup::default() }).await;
        register_by_mail(&app, &mailbox, DORA).await;
        let session = client(&app).log_in(DORA, PASSWORD).await.unwrap();
        assert_eq!(session.profile().await.unwrap().name.as_deref(), Some("Dora Doe"));
        // Now there is an account: the answer is the same, and the mail another one.
        assert_eq!(client(&app).send_verification_email(DORA, None).await.unwrap(), None);
        let mail = mailbox.next().await;
        assert!(mail.contains("You have an account already") && !mail.contains("token="), "{mail}");
    }
}

#[tokio::test]
async fn the_hint_is_mailed_and_told_to_nobody_else() {
    let mailbox = Mailbox::new();
    let app = start_with(Engine::Sqlite, Setup { mail: mailbox.options(), ..Setup::default() }).await;
    register(&app, DORA).await;
    for email in [DORA, "nobody@example.test"] {
        let answer = post(&app, "/api/accounts/password-hint", &json!({"email": email})).await;
        assert_eq!(answer, (200, Value::Null));
    }
    assert!(mailbox.next().await.contains("your account has no hint"));
    mailbox.expect_none().await;
}

#[tokio::test]
async fn whoever_is_not_signed_in_gets_few_mails_sent_and_keeps_nobody_from_signing_in() {
    let mailbox = Mailbox::new();
    let limits = RateLimits::new(None, NonZeroU32::new(3));
    let registration = Registration::Open;
    let setup = Setup { registration, limits, mail: mailbox.options(), ..Setup::default() };
    let app = start_with(Engine::Sqlite, setup).await;
    for path in ["/api/accounts/password-hint", "/identity/accounts/register/send-verification-email"].repeat(3) {
        post(&app, path, &json!({"email": "nobody@example.test"})).await;
    }
    for path in ["/api/accounts/password-hint", "/identity/accounts/register/send-verification-email"] {
        let answer = post(&app, path, &json!({"email": "nobody@example.test"})).await;
        assert_eq!(answer.0, 429, "{path}: {answer:?}");
    }
    assert_eq!(password_grant(&app, DORA, "x", &[]).await.0, 400, "wrong passwords have a limit of their own");
    mailbox.next().await;
    mailbox.expect_none().await;
}

#[tokio::test]
async fn where_no_mail_is_sent_nobody_is_told_to_look_for_one() {
    let app = start(Engine::Sqlite).await;
    let (status, answer) = post(&app, "/api/accounts/password-hint", &json!({"email": DORA})).await;
    assert!(status == 400 && answer["message"].as_str().unwrap().contains("sends no mails"), "{answer}");
}

#[tokio::test]
async fn a_new_device_shows_a_code_where_the_installation_wants_it() {
    for engine in Engine::ALL {
        let mailbox = Mailbox::new();
        let setup = Setup { verify_new_devices: true, mail: mailbox.options(), ..Setup::default() };
        let app = start_with(engine, setup).await;
        // The first device of all is let in.
        let session = sign_up(&app, DORA).await;
        let second = client(&app);
        let credentials = session.credentials();
        let refusal = second.log_in_with(credentials.clone(), &LoginCodes::default()).await.unwrap_err();
        assert!(matches!(refusal, ClientError::NewDevice), "{refusal}");
        let first_code = mailbox.next_code(DORA).await;
        let hash = credentials.authentication_hash().reveal();
        let body = json!({"email": DORA, "masterPasswordHash": hash});
        assert_eq!(post(&app, "/api/accounts/resend-new-device-otp", &body).await.0, 200);
        mailbox.expect_none().await;
        app.clock.advance(Duration::from_secs(30));
        assert_eq!(post(&app, "/api/accounts/resend-new-device-otp", &body).await.0, 200);
        let code = mailbox.next_code(DORA).await;
        let wrong = password_grant(&app, DORA, hash, &[("newDeviceOtp", &first_code)]).await;
        let message = wrong.1["ErrorModel"]["Message"].as_str().unwrap();
        assert!(wrong.0 == 400 && (first_code == code || message.contains("wrong or has expired")), "{wrong:?}");
        let codes = LoginCodes { second_factor: None, new_device: Some(Secret::from(code.as_str())) };
        second.log_in_with(credentials.clone(), &codes).await.unwrap();
        // Now it is known.
        second.log_in_with(credentials.clone(), &LoginCodes::default()).await.unwrap();
        mailbox.expect_none().await;
    }
}

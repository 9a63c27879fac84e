//! Guessing passwords and codes.

use crate::http::Answer;
use crate::people::sign_up;
use crate::support::{Setup, start_with};
use account_client::{Method, Session};
use http_kit::RateLimits;
use serde_json::json;
use std::time::Duration;
use testkit::app::{App, Engine};

const DORA: &str = "dora@example.test";

async fn start() -> App {
    let limits = RateLimits::new(None, None);
    start_with(Engine::Sqlite, Setup { limits, trusted_proxies: "127.0.0.1", ..Setup::default() }).await
}

/// Signs in from an address, as a reverse proxy reports it.
async fn sign_in_from(app: &App, address: &str, email: &str, hash: &str, device: &str) -> Answer {
    let form = [("grant_type", "password"), ("username", email), ("password", hash), ("deviceIdentifier", device)];
    let request = reqwest::Client::new().post(format!("{}/identity/connect/token", app.origin)).form(&form);
    let answer = request.header("X-Forwarded-For", address).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

fn hash(session: &Session) -> &str {
    session.credentials().authentication_hash().reveal()
}

#[tokio::test]
async fn wrong_passwords_make_the_next_ones_wait_whether_or_not_there_is_an_account() {
    let app = start().await;
    let session = sign_up(&app, DORA).await;
    for email in [DORA, "nobody@example.test"] {
        for _ in 0..5 {
            assert_eq!(sign_in_from(&app, "192.0.2.1", email, "x", "new").await.0, 400);
        }
        let wait = sign_in_from(&app, "192.0.2.1", email, hash(&session), "new").await;
        assert_eq!((wait.0, wait.1["error"].as_str()), (429, Some("too_many_requests")));
    }
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(sign_in_from(&app, "192.0.2.1", DORA, "x", "new").await.0, 400);
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(sign_in_from(&app, "192.0.2.1", DORA, "x", "new").await.0, 429, "the wait has doubled");
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(sign_in_from(&app, "192.0.2.1", DORA, hash(&session), "new").await.0, 200);
}

#[tokio::test]
async fn strangers_lock_nobody_out() {
    let app = start().await;
    let session = sign_up(&app, DORA).await;
    let known = session.call(Method::GET, "/api/devices", None).await.unwrap();
    let known = known["data"][0]["identifier"].as_str().unwrap();
    for _ in 0..20 {
        sign_in_from(&app, "192.0.2.1", DORA, "x", "new").await;
    }
    // From elsewhere, also with a new device; and with a known one even from the stranger's network.
    assert_eq!(sign_in_from(&app, "192.0.2.2", DORA, hash(&session), "another").await.0, 200);
    assert_eq!(sign_in_from(&app, "192.0.2.1", DORA, hash(&session), known).await.0, 200);
    assert_eq!(sign_in_from(&app, "192.0.2.1", DORA, hash(&session), "yet another").await.0, 429);
}

#[tokio::test]
async fn an_address_that_tries_many_accounts_waits() {
    let limits = RateLimits::new(None, std::num::NonZeroU32::new(3));
    let setup = Setup { limits, trusted_proxies: "127.0.0.1", ..Setup::default() };
    let app = start_with(Engine::Sqlite, setup).await;
    let session = sign_up(&app, DORA).await;
    for number in 0..3 {
        let email = format!("user{number}@example.test");
        assert_eq!(sign_in_from(&app, "192.0.2.1", &email, "x", "new").await.0, 400);
    }
    assert_eq!(sign_in_from(&app, "192.0.2.1", DORA, hash(&session), "new").await.0, 429);
    assert_eq!(sign_in_from(&app, "192.0.2.2", DORA, hash(&session), "new").await.0, 200);
}

#[tokio::test]
async fn an_address_that_tries_many_accounts_at_once_waits_too() {
    let limits = RateLimits::new(None, std::num::NonZeroU32::new(3));
    let setup = Setup { limits, trusted_proxies: "127.0.0.1", ..Setup::default() };
    let app = std::sync::Arc::new(start_with(Engine::Sqlite, setup).await);
    let mut guesses = tokio::task::JoinSet::new();
    for number in 0..50 {
        let app = app.clone();
        guesses.spawn(async move {
            sign_in_from(&app, "192.0.2.1", &format!("user{number}@example.test"), "x", "new").await.0
        });
    }
    let answers = guesses.join_all().await;
    assert_eq!(answers.iter().filter(|status| **status == 400).count(), 3, "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 429).count(), 47, "{answers:?}");
}

#[tokio::test]
async fn a_known_device_guesses_no_more_often_at_once_than_one_after_the_other() {
    let app = std::sync::Arc::new(start().await);
    let session = sign_up(&app, DORA).await;
    let known = session.call(Method::GET, "/api/devices", None).await.unwrap();
    let known = known["data"][0]["identifier"].as_str().unwrap().to_owned();
    let mut guesses = tokio::task::JoinSet::new();
    for _ in 0..40 {
        let (app, known) = (app.clone(), known.clone());
        guesses.spawn(async move { sign_in_from(&app, "192.0.2.1", DORA, "x", &known).await.0 });
    }
    let answers = guesses.join_all().await;
    let wrong = answers.iter().filter(|status| **status == 400).count();
    assert!((1..=5).contains(&wrong), "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 429).count(), 40 - wrong, "{answers:?}");
}

#[tokio::test]
async fn whoever_got_at_a_token_does_not_guess_the_password() {
    let app = start().await;
    let session = sign_up(&app, DORA).await;
    let verify = async |hash: &str| {
        let access = session.access_token().await;
        let body = json!({"masterPasswordHash": hash});
        crate::http::send(&app, Method::POST, "/api/accounts/verify-password", Some(access.reveal()), Some(&body))
            .await
            .0
    };
    for _ in 0..5 {
        assert_eq!(verify("x").await, 400);
    }
    assert_eq!(verify(hash(&session)).await, 429);
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(verify(hash(&session)).await, 200);
}

#[tokio::test]
async fn codes_of_an_app_are_guessed_slowly_wherever_the_guesses_come_from() {
    let app = start().await;
    let session = sign_up(&app, DORA).await;
    let secret = session.authenticator_secret().await.unwrap();
    let key = totp_rs::Secret::try_from_base32(secret.key.reveal()).unwrap();
    let totp = totp_rs::Builder::new().with_secret(key).build().unwrap();
    let code = || totp.generate(u64::try_from(app.clock.now().micros() / 1_000_000).unwrap()).to_string();
    session.enable_authenticator(&secret, &code()).await.unwrap();
    app.clock.advance(Duration::from_mins(2));
    let guess = async |address: usize, code: &str| {
        let device = format!("device {address}");
        let form = [
            ("grant_type", "password"),
            ("username", DORA),
            ("password", hash(&session)),
            ("deviceIdentifier", device.as_str()),
            ("twoFactorProvider", "0"),
            ("twoFactorToken", code),
        ];
        let request = reqwest::Client::new().post(format!("{}/identity/connect/token", app.origin)).form(&form);
        request.header("X-Forwarded-For", format!("192.0.2.{address}")).send().await.unwrap().status().as_u16()
    };
    for address in 0..5 {
        assert_eq!(guess(address, "x").await, 400);
    }
    assert_eq!(guess(5, &code()).await, 429);
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(guess(5, &code()).await, 200);
}

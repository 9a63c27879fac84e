//! Logging in: wrong passwords, second steps, API keys.

use super::stage::{PASSWORD, Stage, Tls, code};
use super::{id, login};
use account_client::Session;
use std::time::{SystemTime, UNIX_EPOCH};
use testkit::app::Engine;
use testkit::bw::SecondStep;
use totp_rs::{Algorithm, Builder, Secret};

/// The code that an authenticator app shows, some steps of half a minute from now.
#[expect(clippy::disallowed_methods, reason = "the server is a real one with the clock of the machine")]
fn app_code(secret: &str, steps: u64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let key = Secret::try_from_base32(secret).unwrap();
    let app = Builder::new().with_algorithm(Algorithm::SHA1).with_secret(key).build_noncompliant();
    app.generate(now + 30 * steps).to_string()
}

async fn with_authenticator(session: &Session) -> String {
    let secret = session.authenticator_secret().await.unwrap();
    session.enable_authenticator(&secret, &app_code(secret.key.reveal(), 0)).await.unwrap();
    secret.key.reveal().to_owned()
}

#[tokio::test]
async fn a_wrong_password_is_told_as_such() {
    let stage = Stage::demo(Engine::Sqlite);
    stage.person("olga@example.com").await;
    let bw = stage.bw();
    for email in ["olga@example.com", "nobody@example.com"] {
        let complaint = bw.try_login(email, "not it", None).unwrap().failure().unwrap();
        let expected = "Invalid master password. Confirm your email is correct and your account was created on";
        assert!(complaint.starts_with(expected), "{complaint}");
        assert_eq!(bw.status().unwrap(), "unauthenticated");
    }
    // The address is nobody's name: its letter case and the blanks around it are the person's affair.
    let mut bw = bw;
    bw.login(" Olga@Example.com ", PASSWORD).unwrap();
    assert_eq!(bw.status().unwrap(), "unlocked");
    bw.succeed(&["lock"]).unwrap();
    bw.unlock(PASSWORD).unwrap();
    bw.succeed(&["sync", "--force"]).unwrap();
}

#[tokio::test]
async fn a_second_step_is_an_app_or_a_mail() {
    let stage = Stage::serve(Engine::Postgres, Tls::Own);
    let session = stage.person("olga@example.com").await;
    let secret = with_authenticator(&session).await;
    let mut bw = stage.bw();
    let asked = bw.try_login("olga@example.com", PASSWORD, None).unwrap().failure().unwrap();
    assert_eq!(asked, "Code is required.");
    let wrong = bw.try_login("olga@example.com", PASSWORD, Some(SecondStep::Authenticator("000000")));
    let wrong = wrong.unwrap().failure().unwrap();
    assert!(wrong.contains("token is invalid"), "{wrong}");
    bw.login_with("olga@example.com", PASSWORD, SecondStep::Authenticator(&app_code(&secret, 1))).unwrap();

    let session = stage.person("emil@example.com").await;
    session.send_two_step_email("emil@example.com").await.unwrap();
    let proof = code(&stage.mails("emil@example.com", 2)[1]);
    session.enable_two_step_email("emil@example.com", &proof).await.unwrap();
    let mut bw = stage.bw();
    let asked = bw.try_login("emil@example.com", PASSWORD, None).unwrap().failure().unwrap();
    assert_eq!(asked, "Code is required.", "and it has asked for a mail");
    let proof = code(&stage.mails("emil@example.com", 3)[2]);
    bw.login_with("emil@example.com", PASSWORD, SecondStep::Email(&proof)).unwrap();
    assert_eq!(bw.status().unwrap(), "unlocked");
}

#[tokio::test]
async fn an_api_key_logs_in_and_the_password_unlocks() {
    let stage = Stage::demo(Engine::Sqlite);
    let session = stage.person("olga@example.com").await;
    let key = session.api_key().await.unwrap();
    let mut bw = stage.bw();
    let refused = bw.login_with_key(&key.client_id, "not it").unwrap().failure().unwrap();
    assert_eq!(refused, "client_id or client_secret is incorrect. Try again.");
    bw.login_with_key(&key.client_id, key.client_secret.reveal()).unwrap().success().unwrap();
    assert_eq!(bw.status().unwrap(), "locked");
    bw.unlock(PASSWORD).unwrap();
    let item = bw.create("item", &login("Kettle", "blue"), &[]).unwrap();
    bw.succeed(&["sync", "--force"]).unwrap();
    assert_eq!(bw.password(id(&item)).unwrap(), "blue");
}

#[tokio::test]
async fn sessions_that_a_person_ends_are_over() {
    let stage = Stage::demo(Engine::Sqlite);
    let session = stage.person("olga@example.com").await;
    let bw = stage.bw_of("olga@example.com");
    session.end_all_sessions().await.unwrap();
    bw.fail(&["sync", "--force"]).unwrap();
    assert_eq!(bw.status().unwrap(), "unauthenticated");
}

//! Confirming with an account that has a second step.

use super::people::People;
use std::time::{SystemTime, UNIX_EPOCH};
use testkit::app::Engine;

/// The code that an app shows, some steps of half a minute from now.
#[expect(clippy::disallowed_methods, reason = "the server is a real one, with the clock of the machine")]
pub(crate) fn code(key: &str, steps: u64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let secret = totp_rs::Secret::try_from_base32(key).unwrap();
    totp_rs::Builder::new().with_secret(secret).build().unwrap().generate(now + 30 * steps).to_string()
}

#[tokio::test]
async fn the_code_is_the_next_line_and_a_wrong_one_may_be_corrected() {
    let people = People::new(Engine::Sqlite, false).await;
    let dora = people.provisioned("dora@example.com").await;
    let secret = people.owner.authenticator_secret().await.unwrap();
    let key = secret.key.reveal();
    people.owner.enable_authenticator(&secret, &code(key, 0)).await.unwrap();

    let ended = people.run(&["--all", "--yes"], "");
    assert!(ended.code == Some(1) && ended.stderr.contains("no code was given"), "{ended:?}");
    let ended = people.run(&["--all", "--yes"], "000000\n000000\n000000\n");
    assert!(ended.code == Some(1) && ended.stderr.contains("Two-step token is invalid"), "{ended:?}");
    assert!(!people.has_key(&dora).await);

    // Each code counts once, and the one that set the app up was shown already.
    let ended = people.run(&["--all", "--yes"], &format!("000000\n{}\n", code(key, 1)));
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.stdout.contains("Confirmed dora"), "{ended:?}");
    assert!(!ended.stderr.contains("Code of the authenticator app"), "nobody is there to be asked: {ended:?}");
    assert!(people.has_key(&dora).await);
}

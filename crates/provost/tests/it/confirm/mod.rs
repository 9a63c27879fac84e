//! `provost confirm`

mod choice;
mod gate;
pub(crate) mod people;
pub(crate) mod two_step;
mod watch;

use crate::place::Place;
use account_client::{Client, NewAccount, RegistrationProof};
use people::PASSWORD;
use testkit::app::Engine;
use vault_crypto::KdfSettings;

const NOWHERE: [&str; 5] = ["confirm", "--server", "http://127.0.0.1:1", "--email", "olga@demo.example"];

#[test]
fn watching_without_a_rule_is_refused_with_the_reason() {
    let place = Place::new(Engine::Sqlite);
    let complaint = place.fail(&[&NOWHERE, ["--watch"].as_slice()].concat());
    assert!(complaint.contains("--watch needs a rule") && complaint.contains("--if-scim"), "{complaint}");
    let complaint = place.fail(&[&NOWHERE, ["--yes"].as_slice()].concat());
    assert!(complaint.contains("say whom to confirm"), "{complaint}");
}

#[test]
fn what_opens_an_account_is_sent_to_no_stranger_in_clear() {
    let place = Place::new(Engine::Sqlite);
    let complaint = place.fail(&["confirm", "--server", "http://vault.example.com", "--email", "olga@demo.example"]);
    assert!(complaint.contains("https://"), "{complaint}");
}

#[test]
fn without_a_terminal_the_other_ways_for_the_password_are_named() {
    let place = Place::new(Engine::Sqlite);
    let complaint = place.fail(&[&NOWHERE, ["--password-stdin"].as_slice()].concat());
    assert!(complaint.contains("no line with the master password"), "{complaint}");
    let complaint = place.fail(&[&NOWHERE, ["--password-file", "missing"].as_slice()].concat());
    assert!(complaint.contains("missing cannot be read"), "{complaint}");
}

#[tokio::test]
async fn who_is_in_no_organization_or_types_another_password_is_told_so() {
    let place = Place::new(Engine::Sqlite);
    let server = place.demo(&["--open-registration"]);
    let url = server.announcement["consoleUrl"].as_str().unwrap();
    let client = Client::new(url, None).unwrap();
    let account = NewAccount::generate("dora@example.com", PASSWORD, KdfSettings::default()).unwrap();
    let token = client.send_verification_email("dora@example.com", Some("Dora")).await.unwrap().unwrap();
    client.register(&account, &RegistrationProof::EmailVerification { token }).await.unwrap();
    let session = client.log_in("Dora@example.com", PASSWORD).await.unwrap();
    assert_eq!(session.profile().await.unwrap().email, "dora@example.com");
    session.refresh().await.unwrap();
    session.refresh().await.unwrap();
    session.renew().await.unwrap();
    assert!(session.revision_date().await.unwrap() > 0);

    let words = ["confirm", "--server", url, "--email", "dora@example.com", "--password-file", "password"];
    let file = place.scratch().join("password");
    std::fs::write(&file, format!("{PASSWORD}\n")).unwrap();
    let complaint = place.fail(&words);
    assert!(complaint.contains("not a confirmed member of any organization"), "{complaint}");
    std::fs::write(&file, "hunter2").unwrap();
    let complaint = place.fail(&words);
    assert!(complaint.contains("incorrect") && complaint.contains("Check the address"), "{complaint}");
    assert!(!complaint.contains("hunter2") && !server.log().contains("hunter2"));
}

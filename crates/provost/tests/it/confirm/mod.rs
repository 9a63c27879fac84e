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

#[test]
fn what_is_no_main_listener_is_told_before_anything_is_sent() {
    let place = Place::new(Engine::Sqlite);
    let server = place.serve(&[]);
    std::fs::write(place.scratch().join("password"), PASSWORD).unwrap();
    let complaint = |url: &str| {
        let words = ["confirm", "--server", url, "--email", "olga@demo.example", "--password-file", "password"];
        place.fail(&words)
    };
    let listening = server.listening();
    let told = complaint(&listening.scim);
    assert!(told.contains("is not the main listener of a Provost. A SCIM endpoint answers there"), "{told}");
    assert!(told.contains("8080"), "{told}");
    let told = complaint(&listening.management);
    assert!(told.contains("is not the main listener of a Provost. Check --server"), "{told}");
    let told = complaint(&listening.main.replace("http://", "https://"));
    assert!(told.contains("It does not speak https there"), "{told}");
    let link = "/accept-organization?organizationId=a71c6574-52f1-4b98-9c4d-fd09703195e4&organizationUserId=\
                219f952e-67f9-475e-8a7a-61e6c172c443&email=d%40acme.example&token=a.b";
    let told = place.fail(&["accept", &format!("{}{link}", listening.scim), "--password-file", "password"]);
    assert!(told.contains("is not the main listener of a Provost"), "{told}");
}

#[tokio::test]
async fn a_certificate_that_does_not_fit_is_told_in_one_sentence() {
    let people = people::People::new(Engine::Sqlite, true).await;
    let other = Place::new(Engine::Sqlite);
    other.demo(&["--tls"]).terminate();
    let server = people.client.server();
    let words = ["confirm", "--server", server, "--email", "o@demo.example", "--password-file", "password"];
    let unknown = people.place.fail(&words);
    assert!(unknown.contains("name the authority's with --ca-cert"), "{unknown}");
    let authority = other.data().join("ca.pem");
    let wrong = people.place.fail(&[&words[..], &["--ca-cert", authority.to_str().unwrap()]].concat());
    assert!(wrong.contains("The certificate was not signed by the authority in"), "{wrong}");
    for told in [unknown, wrong] {
        let lines: Vec<_> = told.lines().filter(|line| !line.starts_with("Warning: others can read")).collect();
        assert!(lines.len() == 1 && lines[0].starts_with("provost: no answer from"), "{told}");
    }
    let plain = people.place.fail(&[&["confirm", "--server", &server.replace("https", "http")], &words[3..]].concat());
    assert!(plain.contains("begin the URL with https://"), "{plain}");
}

#[tokio::test]
async fn a_user_is_told_who_confirms() {
    let people = people::People::new(Engine::Sqlite, false).await;
    people.invited("dora@demo.example").await;
    people.json(&["--all", "--yes"]);
    std::fs::write(people.place.scratch().join("password"), PASSWORD).unwrap();
    let ended = people.run(&["--email", "dora@demo.example"], "");
    assert!(ended.code == Some(1) && ended.stderr.contains("dora@demo.example is a User of Demo"), "{ended:?}");
    assert!(ended.stderr.contains("only owners, admins, and custom members with manageUsers confirm"), "{ended:?}");
}

//! The outbox, over a mail server that takes mails or does not.

use super::wait_for_rest;
use crate::client::Client;
use crate::place::Place;
use crate::server::{Organization, Server, wait_for};
use serde_json::json;
use std::time::{Duration, Instant};
use testkit::app::Engine;
use testkit::smtp::{SmtpOptions, SmtpServer, Treatment};

/// A server that sends mails over this mail server.
fn serve(place: &Place, smtp: &SmtpServer) -> Server {
    serve_with(place, smtp, &[])
}

fn serve_with(place: &Place, smtp: &SmtpServer, more: &[&str]) -> Server {
    let port = smtp.address().port().to_string();
    let from = ["--mail-from", "provost@example.com", "--public-url", "https://provost.example.com"];
    place.serve(&[&["--smtp-host", "127.0.0.1", "--smtp-port", &port], &from[..], more].concat())
}

fn invite(organization: &Organization, address: &str) {
    let mut client = Client::new(&organization.url, &organization.key);
    client.succeed("POST", "/Users", Some(&json!({"userName": address})));
}

fn accepting() -> SmtpServer {
    SmtpServer::start(&SmtpOptions::default()).unwrap()
}

/// Lets time pass for the mails that wait.
fn make_due(place: &Place) {
    place.sql("UPDATE outbox SET due_at = 0 WHERE dead_at IS NULL");
}

#[test]
fn an_invitation_arrives_as_people_expect_it() {
    let (place, smtp) = (Place::new(Engine::Sqlite), accepting());
    let server = serve(&place, &smtp);
    invite(&place.make_organization(&server), "dora@example.com");
    let mail = &smtp.wait_for_mails(1).unwrap()[0];
    assert_eq!(
        (mail.sender.as_str(), &*mail.recipients),
        ("provost@example.com", &["dora@example.com".to_owned()][..])
    );
    assert_eq!(mail.header("Subject"), Some("Join Acme: create your account"));
    assert_eq!(mail.header("From"), Some("Provost <provost@example.com>"));
    let (text, html) = (mail.text.as_deref().unwrap(), mail.html.as_deref().unwrap());
    for part in [text, html] {
        for words in ["invited to join Acme", "Join Acme: create account", "can be accepted until", "UTC"] {
            assert!(part.contains(words), "{words}\n{part}");
        }
    }
    assert!(
        !html.contains("<img") && !html.contains("<script") && html.contains("prefers-color-scheme: dark"),
        "{html}"
    );
    wait_for_rest(&place);
}

#[test]
fn a_mail_that_was_sent_and_not_noted_is_sent_again_as_the_same() {
    for engine in Engine::ALL {
        let place = Place::new(engine);
        let smtp = SmtpServer::start(&SmtpOptions { treatment: Treatment::Hang, ..SmtpOptions::default() }).unwrap();
        let server = serve(&place, &smtp);
        invite(&place.make_organization(&server), "dora@example.com");
        // Taken, but the server does not learn it before it dies.
        smtp.wait_for_mails(1).unwrap();
        server.kill();
        smtp.treat(&Treatment::Accept).unwrap();
        let server = serve(&place, &smtp);
        std::thread::sleep(Duration::from_millis(1500));
        assert_eq!(smtp.mails().unwrap().len(), 1, "whoever took it may still be sending");
        make_due(&place);
        let mails = smtp.wait_for_mails(2).unwrap();
        assert_eq!(mails[0].header("Message-ID"), mails[1].header("Message-ID"));
        assert_eq!(mails[0].raw, mails[1].raw);
        wait_for_rest(&place);
        server.terminate();
    }
}

#[test]
fn what_is_refused_for_now_waits_and_what_is_refused_for_good_is_dead() {
    for engine in Engine::ALL {
        let (place, smtp) = (Place::new(engine), accepting());
        let server = serve(&place, &smtp);
        let organization = place.make_organization(&server);
        smtp.treat(&Treatment::Refuse("451 4.3.0 Try again later".to_owned())).unwrap();
        invite(&organization, "dora@example.com");
        let listed = wait_for("a failed attempt", || {
            Some(place.succeed(&["mail", "list"])).filter(|list| list.contains("Try again later"))
        });
        assert!(listed.contains("dora@example.com") && listed.contains("invitation"), "{listed}");
        assert!(!listed.contains("token"), "{listed}");
        assert_eq!(place.succeed(&["mail", "list", "--dead"]), "No mail was given up.\n");

        smtp.treat(&Treatment::RefuseRecipient("550 5.1.1 Nobody here".to_owned())).unwrap();
        assert_eq!(place.succeed(&["mail", "retry"]), "1 mail is tried again.\n");
        let dead = wait_for("a dead mail", || {
            Some(place.succeed(&["mail", "list", "--dead"])).filter(|list| list.contains("Nobody here"))
        });
        assert!(dead.contains("dead"), "{dead}");
        make_due(&place);
        assert_eq!(place.succeed(&["mail", "retry"]), "0 mails are tried again.\n");

        smtp.treat(&Treatment::Accept).unwrap();
        assert_eq!(place.succeed(&["mail", "retry", "--dead"]), "1 mail is tried again.\n");
        assert_eq!(smtp.wait_for_mails(1).unwrap()[0].recipients, ["dora@example.com"]);
        wait_for_rest(&place);
        assert_eq!(place.succeed(&["mail", "list"]), "No mail waits.\n");
        assert!(server.log().contains("a mail is given up"), "{}", server.log());
        let mut metrics = Client::anonymous(&server.listening().management);
        let metrics = metrics.call("GET", "/metrics", None).text();
        assert!(metrics.contains("provost_mail_sent_total 1\n"), "{metrics}");
        assert!(metrics.contains("provost_mail_failed_total 2\n"), "{metrics}");
    }
}

#[test]
fn an_address_that_the_mail_server_cannot_take_is_told() {
    let (place, smtp) = (Place::new(Engine::Sqlite), accepting());
    let server = serve(&place, &smtp);
    let organization = place.make_organization(&server);
    // This one does not offer SMTPUTF8.
    invite(&organization, "дора@example.com");
    invite(&organization, "dora@пример.example");
    assert_eq!(smtp.wait_for_mails(1).unwrap()[0].recipients, ["dora@xn--e1afmkfd.example"]);
    let dead = wait_for("a dead mail", || {
        Some(place.succeed(&["mail", "list", "--dead"])).filter(|list| list.contains("SMTPUTF8"))
    });
    assert!(dead.contains("дора@example.com"), "{dead}");
}

#[test]
fn a_mail_server_that_hangs_holds_nothing_up() {
    let place = Place::new(Engine::Sqlite);
    let smtp = SmtpServer::start(&SmtpOptions { treatment: Treatment::Hang, ..SmtpOptions::default() }).unwrap();
    let server = serve(&place, &smtp);
    let organization = place.make_organization(&server);
    for number in 0..20 {
        invite(&organization, &format!("dora{number}@example.com"));
    }
    smtp.wait_for_mails(1).unwrap();
    let started = Instant::now();
    invite(&organization, "last@example.com");
    assert!(started.elapsed() < Duration::from_secs(2), "a call waited for a mail: {:?}", started.elapsed());
    let started = Instant::now();
    let (status, _) = server.terminate();
    assert!(status.success() && started.elapsed() < Duration::from_secs(10), "{status} {:?}", started.elapsed());
}

#[test]
fn many_mails_leave_one_by_one() {
    let (place, smtp) = (Place::new(Engine::Sqlite), accepting());
    let server = serve(&place, &smtp);
    let organization = place.make_organization(&server);
    for number in 0..30 {
        invite(&organization, &format!("dora{number}@example.com"));
    }
    let mails = smtp.wait_for_mails(30).unwrap();
    wait_for_rest(&place);
    assert_eq!(smtp.mails().unwrap().len(), 30, "each once");
    let mut recipients: Vec<_> = mails.iter().map(|mail| mail.recipients.clone()).collect();
    recipients.sort();
    recipients.dedup();
    assert_eq!(recipients.len(), 30);
}

#[test]
fn a_mail_server_is_given_no_more_mails_than_it_is_said_to_take() {
    let (place, smtp) = (Place::new(Engine::Sqlite), accepting());
    // Two a second, and twelve at first.
    let server = serve_with(&place, &smtp, &["--mail-rate", "120"]);
    let organization = place.make_organization(&server);
    let started = Instant::now();
    for number in 0..16 {
        invite(&organization, &format!("dora{number}@example.com"));
    }
    smtp.wait_for_mails(16).unwrap();
    let took = started.elapsed();
    assert!(took >= Duration::from_millis(1900), "four were two seconds' worth: {took:?}");
    wait_for_rest(&place);
    assert_eq!(smtp.mails().unwrap().len(), 16, "each once");
}

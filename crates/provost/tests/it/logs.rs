//! What an operator finds in the log.

use crate::client::Client;
use crate::place::Place;
use crate::server::{Server, wait_for};
use account_client::LoginCodes;
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::app::Engine;
use testkit::smtp::{SmtpOptions, SmtpServer, Treatment};

/// The lines with this message.
fn lines(server: &Server, message: &str) -> Vec<Value> {
    let log = server.log();
    let lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines.filter(|line| line["message"] == message).collect()
}

#[test]
fn debug_shows_one_line_a_request_on_every_listener_and_no_query() {
    let place = Place::new(Engine::Sqlite);
    let mut command =
        place.command(&["serve", "--port", "0", "--scim-port", "0", "--management-port", "0", "--rate-limits", "off"]);
    command.env("PROVOST_LOG", "debug");
    let server = Server::start(command, place.scratch());
    let listening = server.listening();
    for (base, path, status) in [
        (&listening.main, "/api/config?token=SECRET", 200),
        (&listening.main, "/scim/v2/x/Users?token=SECRET", 401),
        (&listening.scim, "/v2/x/Users?token=SECRET", 401),
        (&listening.management, "/healthz?token=SECRET", 200),
    ] {
        let answer = Client::anonymous(base).call("GET", path, None);
        assert_eq!(answer.status, status, "{path}");
        let path = path.split('?').next().unwrap();
        let line = wait_for("the line of the request", || {
            lines(&server, "request").into_iter().find(|line| line["path"] == path)
        });
        assert_eq!((&line["method"], &line["status"]), (&json!("GET"), &json!(status)), "{line}");
        assert!(line["micros"].is_u64(), "{line}");
        let id = answer.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("x-request-id"));
        assert_eq!(line["request_id"].as_str(), id.map(|(_, id)| id.as_str()), "{line}");
    }
    assert_eq!(lines(&server, "request").len(), 4, "{}", server.log());
    assert!(!server.log().contains("SECRET"), "{}", server.log());
}

#[test]
fn requests_are_not_logged_unless_asked_for() {
    let place = Place::new(Engine::Sqlite);
    let server = place.serve(&[]);
    Client::anonymous(&server.listening().main).call("GET", "/api/config", None);
    assert!(lines(&server, "request").is_empty());
}

#[tokio::test]
async fn who_reaches_a_limit_is_told_once_and_not_a_thousand_times() {
    let place = Place::new(Engine::Sqlite);
    let words = ["serve", "--port", "0", "--scim-port", "0", "--management-port", "0"];
    let server = Server::start(place.command(&words), place.scratch());
    let organization = place.make_organization(&server);
    let mut wrong = Client::new(&organization.url, "pvscim_wrong");
    for _ in 0..30 {
        wrong.call("GET", "/Users", None);
    }
    let told = wait_for("the line", || Some(lines(&server, LIMIT)).filter(|told| !told.is_empty()));
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(
        [&told[0]["level"], &told[0]["limit"], &told[0]["who"]],
        ["WARN", "wrong keys of an address", "127.0.0.1"]
    );

    // People sign in from the same address all the same, and are told of apart.
    let person = account_client::Client::new(&server.listening().main, None).unwrap();
    let credentials = Arc::new(person.credentials("nobody@acme.example", "x").await.unwrap());
    for _ in 0..8 {
        person.log_in_with(Arc::clone(&credentials), &LoginCodes::default()).await.unwrap_err();
    }
    let told = lines(&server, LIMIT);
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!([&told[1]["limit"], &told[1]["who"]], ["wrong passwords and codes for an account", "127.0.0.1"]);
    assert!(!server.log().contains("pvscim_wrong") && !server.log().contains("nobody@"), "{}", server.log());
}

const LIMIT: &str = "a limit is reached: requests are refused";

#[test]
fn mails_that_do_not_leave_are_told_once_and_so_is_that_they_leave_again() {
    let place = Place::new(Engine::Sqlite);
    let smtp = SmtpServer::start(&SmtpOptions {
        treatment: Treatment::Refuse("451 4.3.0 Try again later".to_owned()),
        ..SmtpOptions::default()
    })
    .unwrap();
    let port = smtp.address().port().to_string();
    let server = place.serve(&["--smtp-host", "127.0.0.1", "--smtp-port", &port, "--mail-from", "p@example.com"]);
    let organization = place.make_organization(&server);
    let mut scim = Client::new(&organization.url, &organization.key);
    for name in ["dora", "emil", "fay"] {
        scim.succeed("POST", "/Users", Some(&json!({"userName": format!("{name}@example.com")})));
    }
    wait_for("three failures", || {
        (place.count("SELECT count(*) FROM outbox WHERE last_error IS NOT NULL") == 3).then_some(())
    });
    let told = lines(&server, "mails do not leave; they are tried again");
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!([&told[0]["level"], &told[0]["way"]], ["WARN", &format!("127.0.0.1:{port}")]);
    assert!(told[0]["reason"].as_str().unwrap().contains("451"), "{told:?}");
    smtp.treat(&Treatment::Accept).unwrap();
    place.sql("UPDATE outbox SET due_at = 0");
    assert_eq!(server.logged("mails leave again")["level"], "INFO");
    wait_for("an empty outbox", || (place.count("SELECT count(*) FROM outbox") == 0).then_some(()));
    assert_eq!(lines(&server, "mails leave again").len(), 1);
    assert!(!server.log().contains("token="), "{}", server.log());
}

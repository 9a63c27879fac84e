//! `provost demo`

use crate::client::Client;
use crate::place::{Ended, Place};
use crate::server::wait_for;
use serde_json::{Value, json};
use std::io::Read as _;
use std::net::TcpListener;
use std::process::Stdio;
use testkit::app::Engine;

#[test]
fn json_is_exactly_one_line_with_the_promised_keys() {
    for engine in Engine::ALL {
        let place = Place::new(engine);
        let server = place.demo(&["--organizations", "3"]);
        let announcement = server.announcement.clone();
        let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&announcement), ["consoleUrl", "organizations"]);
        let organizations = server.organizations();
        assert_eq!(organizations.len(), 3);
        for (organization, shown) in organizations.iter().zip(announcement["organizations"].as_array().unwrap()) {
            assert_eq!(keys(shown), ["id", "name", "scimUrl", "scimKey", "ownerEmail", "ownerPassword"]);
            let mut client = Client::new(&organization.url, &organization.key);
            assert_eq!(client.succeed("GET", "/Users", None)["totalResults"], 1, "its owner");
        }
        let mut names = announcement["organizations"].as_array().unwrap().iter().map(|shown| &shown["name"]);
        assert_eq!(names.next(), Some(&json!("Demo")));
        assert!(organizations[0].key != organizations[1].key, "each its own key");
        let mut stranger = Client::new(&organizations[0].url, &organizations[1].key);
        assert_eq!(stranger.call("GET", "/Users", None).status, 401);
        let log = server.log();
        assert!(log.is_empty(), "a demo that is well has nothing to log: {log}");
        let (status, rest) = server.terminate();
        assert!(status.success());
        assert_eq!(rest, "", "one line and nothing else");
    }
}

#[test]
fn the_owner_is_olga_with_a_given_and_a_family_name() {
    let place = Place::new(Engine::Sqlite);
    let server = place.demo(&[]);
    let olga = &server.client().everybody()[0];
    assert_eq!(olga["name"]["givenName"], "Olga");
    assert_eq!(olga["name"]["familyName"], "Owner");
    assert_eq!(olga["active"], true);
    let shown: Value = serde_json::from_str(&place.succeed(&["org", "show", "--json"])).unwrap();
    assert_eq!(shown["plan"], "enterprise");
    assert_eq!(shown["seats"], Value::Null);
    assert_eq!(shown["confirmedOwners"], 1);
}

#[test]
fn running_it_again_continues_and_reset_starts_anew() {
    let place = Place::new(Engine::Sqlite);
    let server = place.demo(&[]);
    let first = server.organizations()[0].clone();
    server.client().succeed("POST", "/Users", Some(&json!({"userName": "dora@example.com"})));
    std::fs::write(place.data().join("notes.txt"), "mine").unwrap();
    server.terminate();

    let server = place.demo(&["--organizations", "2"]);
    let again = server.organizations();
    assert_eq!((&again[0].id, &again[0].key), (&first.id, &first.key));
    assert_eq!(again.len(), 2, "the second one is added");
    assert_eq!(server.client().everybody().len(), 2);
    server.terminate();

    let server = place.demo(&["--reset"]);
    let anew = server.organizations()[0].clone();
    assert!(anew.id != first.id && anew.key != first.key);
    assert_eq!(server.client().everybody().len(), 1);
    assert!(place.data().join("notes.txt").exists(), "what is not ours stays");
    server.terminate();
    place.succeed(&["audit", "verify"]);
}

#[test]
fn what_no_demo_made_is_neither_shown_nor_removed_by_one() {
    for engine in Engine::ALL {
        let place = Place::new(engine);
        let words = ["org", "create", "Acme", "--owner", "olga@acme.example", "--owner-name", "Olga Owner"];
        let id = place.succeed(&words);
        let key = place.succeed(&["scim-key", "create"]);
        let mut demos = vec![vec!["demo"], vec!["demo", "--json"]];
        if engine == Engine::Sqlite {
            demos.push(vec!["demo", "--json", "--reset"]);
        }
        for mut words in demos {
            words.extend(["--port", "0", "--scim-port", "0"]);
            let complaint = place.fail(&words);
            assert!(complaint.contains("its data were not made by `provost demo`"), "{complaint}");
            assert!(complaint.contains("provost serve"), "{complaint}");
            assert!(!complaint.contains(key.trim()), "{complaint}");
        }
        assert_eq!(place.count("SELECT count(*) FROM outbox"), 1, "no mail was delivered");
        assert!(!place.data().join("mail").exists() && !place.data().join("demo").exists());
        assert!(place.succeed(&["org", "list"]).contains(id.trim()));
    }
}

/// Its data key is given: nothing in the directory tells that there are data.
#[test]
fn a_database_elsewhere_that_no_demo_made_is_left_alone_too() {
    let place = Place::new(Engine::Postgres);
    place.succeed(&["org", "create", "Acme"]);
    let key = std::fs::read_to_string(place.data().join("data-key")).unwrap();
    let mut command = place.command(&["demo", "--json", "--data", "other", "--port", "0", "--scim-port", "0"]);
    let ended = Ended::of(&command.env("PROVOST_DATA_KEY", key.trim()).output().unwrap());
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""), "{ended:?}");
    assert!(ended.stderr.contains("its data were not made by `provost demo`"), "{ended:?}");
    assert_eq!(place.count("SELECT count(*) FROM organization"), 1);
}

#[test]
fn running_it_again_continues_on_postgresql_and_reset_is_refused() {
    let place = Place::new(Engine::Postgres);
    let server = place.demo(&[]);
    let first = server.organizations()[0].clone();
    server.client().succeed("POST", "/Users", Some(&json!({"userName": "dora@example.com"})));
    server.terminate();
    assert!(!place.data().join("provost.db").exists(), "the database is elsewhere");
    let server = place.demo(&[]);
    let again = server.organizations()[0].clone();
    assert_eq!((again.id, again.key), (first.id, first.key));
    assert_eq!(server.client().everybody().len(), 2);
    server.terminate();
    let words = ["demo", "--json", "--reset", "--port", "0", "--scim-port", "0"];
    let complaint = place.fail(&words);
    assert!(complaint.contains("--reset does not touch a database outside the data directory"), "{complaint}");
    assert!(place.data().join("data-key").exists());
}

#[test]
fn a_database_file_may_be_elsewhere() {
    let place = Place::new(Engine::Sqlite);
    let file = place.scratch().join("elsewhere.db");
    let server = place.demo(&["--database", &format!("sqlite:{}", file.display())]);
    assert!(file.exists() && !place.data().join("provost.db").exists());
    server.terminate();
    // Its data key is in the data directory: a reset there would make it unreadable.
    let words = ["demo", "--json", "--reset", "--port", "0", "--scim-port", "0", "--database"];
    place.fail(&[&words[..], &[&format!("sqlite:{}", file.display())]].concat());
    place.demo(&["--database", &format!("sqlite:{}", file.display())]);
}

#[test]
fn the_address_from_outside_is_announced_and_answered_with() {
    let place = Place::new(Engine::Sqlite);
    let outside = ["--public-url", "https://provost.example.com", "--scim-public-url", "https://scim.example.com/idp"];
    let server = place.demo(&[&outside[..], &["--management-port", "0"]].concat());
    let id = server.organizations()[0].id.clone();
    assert_eq!(server.announcement["consoleUrl"], "https://provost.example.com");
    assert_eq!(server.organizations()[0].url, format!("https://scim.example.com/idp/v2/{id}"));
}

#[test]
fn a_taken_port_is_said_before_anything_is_made() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (option, others) in [("--port", ["--scim-port", "0"]), ("--scim-port", ["--port", "0"])] {
        let place = Place::new(Engine::Sqlite);
        let complaint = place.fail(&[["demo", option, &port].as_slice(), &others].concat());
        assert!(complaint.contains(&format!("cannot listen on 127.0.0.1:{port}")), "{complaint}");
        assert!(complaint.contains(&format!("choose another with {option}")), "{complaint}");
        assert!(!place.data().exists());
    }
    let place = Place::new(Engine::Sqlite);
    let complaint = place.fail(&["serve", "--port", "0", "--scim-port", "0", "--management-port", &port]);
    assert!(complaint.contains("choose another with --management-port"), "{complaint}");
}

#[test]
fn a_directory_has_one_server_at_a_time() {
    let place = Place::new(Engine::Sqlite);
    let server = place.demo(&[]);
    for words in [["demo", "--json", "--reset"].as_slice(), &["demo", "--json"], &["serve", "--management-port", "0"]] {
        let complaint = place.fail(&[words, &["--port", "0", "--scim-port", "0"]].concat());
        assert!(complaint.contains("is in use by another server"), "{words:?}: {complaint}");
        assert!(complaint.contains("--data"), "{words:?}: {complaint}");
    }
    server.client().succeed("POST", "/Users", Some(&json!({"userName": "dora@example.com"})));
    // One that was killed leaves nothing in the way.
    server.kill();
    assert_eq!(place.demo(&[]).client().everybody().len(), 2);
}

#[test]
fn people_are_told_the_url_the_key_and_the_next_steps() {
    let place = Place::new(Engine::Sqlite);
    let mut command = place.command(&["demo", "--port", "0", "--scim-port", "0"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let database = place.data().join("provost.db");
    wait_for("the database", || database.exists().then_some(()));
    let mut stdout = child.stdout.take().unwrap();
    let mut text = String::new();
    let mut buffer = [0; 4096];
    while !text.contains("starts anew.") {
        let read = stdout.read(&mut buffer).unwrap();
        assert!(read > 0, "it ended: {text}");
        text.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
    }
    child.kill().unwrap();
    child.wait().unwrap();
    for phrase in
        ["SCIM URL", "SCIM key", "curl -H 'Authorization: Bearer ", "Entra ID", "Tenant URL", "Okta", "Ctrl-C"]
    {
        assert!(text.contains(phrase), "{phrase:?} is missing:\n{text}");
    }
    // What it proposes to try can be pasted.
    let curl = text.lines().find(|line| line.trim_start().starts_with("curl")).unwrap().trim();
    assert!(curl.ends_with("/Users"), "{curl}");
}

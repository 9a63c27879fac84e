//! `provost serve`, with the commands beside it.

use crate::client::Client;
use crate::place::Place;
use crate::server::wait_for;
use serde_json::{Value, json};
use testkit::app::Engine;

#[test]
fn an_organization_made_while_serving_is_served() {
    for engine in Engine::ALL {
        let place = Place::new(engine);
        let server = place.serve(&[]);
        let organization = place.make_organization(&server);
        let mut client = Client::new(&organization.url, &organization.key);
        client.succeed("POST", "/Users", Some(&json!({"userName": "dora@example.com"})));
        assert_eq!(client.everybody().len(), 1, "no owner was asked for");
        // The same tree on the main listener.
        let main = format!("{}/scim/v2/{}", server.listening().main, organization.id);
        assert_eq!(Client::new(&main, &organization.key).everybody().len(), 1);
        // Switched off and on again, a running server follows.
        for (word, status) in [("disable", 401), ("enable", 200)] {
            place.succeed(&["scim", word, &organization.id]);
            wait_for(word, || (client.call("GET", "/Users", None).status == status).then_some(()));
        }
        place.succeed(&["org", "set", "--plan", "free"]);
        wait_for("the plan", || (client.call("GET", "/Users", None).status == 401).then_some(()));
        let (status, rest) = server.terminate();
        assert!(status.success());
        assert_eq!(rest, "", "stdout is for answers, and serving gives none");
    }
}

#[test]
fn every_log_line_is_json_where_no_person_reads() {
    let place = Place::new(Engine::Sqlite);
    let mut server = place.serve(&[]);
    server.signal("TERM");
    server.wait();
    let log = server.log();
    assert!(log.lines().count() >= 3, "{log}");
    for line in log.lines() {
        let entry: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
        assert!(entry["level"].is_string() && entry["timestamp"].is_string() && entry["message"].is_string(), "{line}");
    }
}

#[test]
fn what_needs_no_key_is_open() {
    let place = Place::new(Engine::Sqlite);
    let server = place.serve(&[]);
    for listener in [server.listening().scim, format!("{}/scim", server.listening().main)] {
        let mut client = Client::anonymous(&listener);
        for path in ["/alive", "/now", "/version"] {
            let answer = client.call("GET", path, None);
            assert_eq!(answer.status, 200, "{listener}{path}");
            assert!(answer.header("x-request-id").is_some(), "{listener}{path}");
        }
    }
}

#[test]
fn a_second_signal_does_not_wait() {
    let place = Place::new(Engine::Sqlite);
    let mut server = place.demo(&[]);
    let mut slow = server.client();
    let request = slow.request("POST", "/Users", Some(&json!({"userName": "slow@example.com"})));
    slow.send(&request[..request.len() - 1]).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(100));
    server.signal("INT");
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(server.is_running(), "the first one waits for the request");
    let started = std::time::Instant::now();
    server.signal("INT");
    server.wait();
    assert!(started.elapsed() < std::time::Duration::from_secs(5), "{:?}", started.elapsed());
}

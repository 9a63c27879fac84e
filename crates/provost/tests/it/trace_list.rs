//! `provost trace list`

use crate::place::Place;
use crate::server::wait_for;
use serde_json::{Value, json};
use testkit::app::Engine;

fn entries(place: &Place, more: &[&str]) -> Vec<Value> {
    let text = place.succeed(&[["trace", "list", "--json"].as_slice(), more].concat());
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn calls_are_found_by_member_and_by_failure() {
    for engine in Engine::ALL {
        let place = Place::new(engine);
        let server = place.demo(&[]);
        let mut client = server.client();
        let dora = json!({"userName": "dora@example.com", "externalId": "d-1"});
        let id = client.succeed("POST", "/Users", Some(&dora))["id"].as_str().unwrap().to_owned();
        client.succeed("POST", "/Users", Some(&json!({"userName": "emil@example.com"})));
        assert_eq!(client.call("POST", "/Users", Some(&dora)).status, 409);
        let operation = json!({"op": "replace", "path": "emails", "value": 7});
        let patch = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [operation]});
        let refused = client.call("PATCH", &format!("/Users/{id}"), Some(&patch));
        assert_eq!(refused.status, 400);
        let request_id = refused.header("x-request-id").unwrap().to_owned();
        // It appears within a second of the answer.
        let all = wait_for("the trace", || Some(entries(&place, &[])).filter(|entries| entries.len() == 4));
        assert_eq!(all[0]["requestId"], *request_id, "newest first");
        let of_dora = entries(&place, &["--member", "DORA@example.com"]);
        assert!(of_dora.iter().all(|entry| entry["memberId"] == *id), "{of_dora:?}");
        for name in ["d-1", &id] {
            assert_eq!(entries(&place, &["--member", name]), of_dora, "{name}");
        }
        let failed = entries(&place, &["--member", "dora@example.com", "--failed"]);
        assert_eq!(failed[0]["requestId"], *request_id);
        assert!(failed.iter().all(|entry| entry["status"].as_i64().unwrap() >= 400), "{failed:?}");
        assert!(failed.iter().all(|entry| entry["cause"].is_string() && entry["fix"].is_string()), "{failed:?}");
        assert_eq!(entries(&place, &["--failed"]).len(), 2);
        assert_eq!(entries(&place, &["--limit", "1"]).len(), 1);
        let text = place.succeed(&["trace", "list", "--failed"]);
        for word in ["409", "cause", "fix", &request_id] {
            assert!(text.contains(word), "{word}:\n{text}");
        }
        let complaint = place.fail(&["trace", "list", "--member", "nobody@example.com"]);
        assert!(complaint.contains("there is no member"), "{complaint}");
        // A member that is gone keeps its trace, under its id.
        client.succeed("DELETE", &format!("/Users/{id}"), None);
        server.terminate();
        let after = entries(&place, &["--member", &id]);
        assert_eq!(after.len(), of_dora.len() + 1);
        assert_eq!(after[0]["method"], "DELETE");
    }
}

#[test]
fn an_empty_trace_says_so() {
    let place = Place::new(Engine::Sqlite);
    place.demo(&[]).terminate();
    assert!(place.succeed(&["trace", "list"]).contains("No calls"));
    assert_eq!(place.succeed(&["trace", "list", "--json"]), "", "a script gets no prose");
}

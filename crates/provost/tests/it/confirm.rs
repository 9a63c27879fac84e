//! `provost confirm`

use crate::place::Place;
use testkit::app::Engine;

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

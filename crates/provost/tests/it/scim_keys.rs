//! `provost scim-key`

use crate::client::Client;
use crate::place::Place;
use crate::server::{Organization, Server, wait_for};
use serde_json::{Value, json};
use testkit::app::Engine;

fn keys(place: &Place) -> Vec<Value> {
    serde_json::from_str(&place.succeed(&["scim-key", "list", "--json"])).unwrap()
}

fn status(server: &Server, key: &str) -> u16 {
    Client::new(&server.organizations()[0].url, key).call("GET", "/Users", None).status
}

fn make(place: &Place, more: &[&str]) -> String {
    let key = place.succeed(&[["scim-key", "create"].as_slice(), more].concat());
    assert_eq!(key.lines().count(), 1, "the key alone, for scripts");
    key.trim().to_owned()
}

#[test]
fn a_key_is_made_listed_rotated_and_revoked_beside_a_running_server() {
    for engine in Engine::ALL {
        let place = Place::new(engine);
        let server = place.demo(&[]);
        let key = make(&place, &["--name", "Entra ID", "--expires-in", "365d"]);
        assert_eq!(status(&server, &key), 200);
        let listed = keys(&place);
        let shown = listed.iter().find(|shown| shown["name"] == "Entra ID").unwrap();
        let prefix = shown["prefix"].as_str().unwrap();
        assert!(key.starts_with(prefix) && prefix.len() < key.len() / 2, "{prefix} of {key}");
        assert_eq!(shown["scope"], "users-and-groups");
        assert!(shown["expires"].is_string() && shown["revoked"].is_null());
        let table = place.succeed(&["scim-key", "list"]);
        assert!(table.contains("Entra ID") && table.contains("works") && !table.contains(&key), "{table}");

        // Both work until the old one's time is over.
        let rotated = place.succeed(&["scim-key", "rotate", "Entra ID", "--overlap", "1h"]).trim().to_owned();
        assert_eq!((status(&server, &key), status(&server, &rotated)), (200, 200));
        let complaint = place.fail(&["scim-key", "revoke", "Entra ID"]);
        assert!(complaint.contains("by its prefix"), "both are called so: {complaint}");
        let at_once = place.succeed(&["scim-key", "rotate", &rotated[..prefix.len()], "--overlap", "0s"]);
        wait_for("the end of the rotated key", || (status(&server, &rotated) == 401).then_some(()));
        assert_eq!(status(&server, at_once.trim()), 200);

        let said = place.succeed(&["scim-key", "revoke", prefix]);
        assert!(said.contains("Revoked"), "{said}");
        wait_for("the end of the revoked key", || (status(&server, &key) == 401).then_some(()));
        assert!(place.succeed(&["scim-key", "list"]).contains("revoked"));
        let complaint = place.fail(&["scim-key", "revoke", "Okta"]);
        assert!(complaint.contains("provost scim-key list"), "{complaint}");
        place.succeed(&["audit", "verify"]);
    }
}

#[test]
fn a_key_may_do_what_its_scope_says() {
    let place = Place::new(Engine::Sqlite);
    let server = place.demo(&[]);
    let url = server.organizations()[0].url.clone();
    for (scope, user, group) in [("read", 403, 403), ("users", 201, 403), ("users-and-groups", 201, 201)] {
        let mut client = Client::new(&url, &make(&place, &["--scope", scope]));
        assert_eq!(client.call("GET", "/Groups", None).status, 200, "{scope}");
        let name = format!("{scope}@example.com");
        assert_eq!(client.call("POST", "/Users", Some(&json!({"userName": name}))).status, user, "{scope}");
        assert_eq!(client.call("POST", "/Groups", Some(&json!({"displayName": scope}))).status, group, "{scope}");
    }
}

#[test]
fn the_last_use_of_a_key_is_shown() {
    let place = Place::new(Engine::Sqlite);
    let server = place.demo(&[]);
    assert!(keys(&place)[0]["lastUsed"].is_null());
    server.client().call("GET", "/Users", None);
    server.terminate();
    let shown = keys(&place).remove(0);
    assert!(shown["lastUsed"].is_string(), "{shown}");
    assert_eq!(shown["lastUsedFrom"], "127.0.0.1");
}

#[test]
fn a_key_for_an_organization_without_scim_says_so() {
    let place = Place::new(Engine::Sqlite);
    place.succeed(&["org", "create", "Acme"]);
    let made = place.run(&["scim-key", "create"]);
    assert_eq!(made.code, Some(0));
    assert!(made.stderr.contains("provost scim enable"), "{}", made.stderr);
}

#[test]
fn no_key_is_in_the_files_of_an_installation() {
    let place = Place::new(Engine::Sqlite);
    let server = place.demo(&[]);
    let Organization { key, .. } = server.organizations()[0].clone();
    server.client().succeed("POST", "/Users", Some(&json!({"userName": "dora@example.com", "password": "hunter2!"})));
    let log = server.log();
    server.terminate();
    // Past what is recognizable in every key, and what the list shows.
    let secret = &key[key.len() - 20..];
    for secret in [secret, "hunter2!"] {
        assert!(!log.contains(secret));
        let directories = [place.data().to_owned(), place.data().join("mail")];
        let entries = directories.iter().flat_map(|directory| std::fs::read_dir(directory).unwrap());
        for path in entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
            let bytes = std::fs::read(&path).unwrap();
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{}", path.display());
        }
    }
}

#[test]
fn rotating_by_name_replaces_the_one_that_is_not_replaced_yet() {
    let place = Place::new(Engine::Sqlite);
    let server = place.demo(&[]);
    let first = make(&place, &["--name", "Okta"]);
    let second = place.succeed(&["scim-key", "rotate", "Okta"]).trim().to_owned();
    // The overlap of the first one still runs.
    let rotated = place.run(&["scim-key", "rotate", "Okta", "--overlap", "0s"]);
    assert_eq!(rotated.code, Some(0), "{rotated:?}");
    let prefix = |key: &str| key[..keys(&place)[0]["prefix"].as_str().unwrap().len()].to_owned();
    assert!(rotated.stderr.contains(&format!("{}…", prefix(&second))), "which one: {}", rotated.stderr);
    wait_for("the end of the second key", || (status(&server, &second) == 401).then_some(()));
    assert_eq!((status(&server, &first), status(&server, rotated.stdout.trim())), (200, 200));
    // Two that nothing has replaced may be of two identity providers.
    make(&place, &["--name", "Okta"]);
    let complaint = place.fail(&["scim-key", "rotate", "Okta"]);
    assert!(complaint.contains("by its prefix"), "{complaint}");
}

#[test]
fn the_ends_of_both_keys_are_said() {
    let place = Place::new(Engine::Sqlite);
    place.succeed(&["org", "create", "Acme"]);
    make(&place, &["--name", "Okta", "--expires-in", "1h"]);
    let ends = |row: usize| keys(&place)[row]["expires"].as_str().unwrap_or("none").to_owned();
    let first = ends(0);
    let rotated = place.run(&["scim-key", "rotate", "Okta", "--overlap", "365d"]);
    assert!(rotated.stderr.contains(&format!("works until {first}")), "no overlap prolongs it: {}", rotated.stderr);
    let second = keys(&place).iter().map(|key| key["expires"].as_str().unwrap().to_owned()).max().unwrap();
    assert!(rotated.stderr.contains(&format!("The new key works until {second}")), "{}", rotated.stderr);
}

#[test]
fn a_key_that_has_ended_is_named_so() {
    let place = Place::new(Engine::Sqlite);
    place.succeed(&["org", "create", "Acme"]);
    make(&place, &["--name", "Okta"]);
    place.succeed(&["scim-key", "revoke", "Okta"]);
    let prefix = keys(&place)[0]["prefix"].as_str().unwrap().to_owned();
    for name in ["Okta", &prefix] {
        let again = place.succeed(&["scim-key", "revoke", name]);
        assert!(again.contains("was revoked already"), "{again}");
        let complaint = place.fail(&["scim-key", "rotate", name]);
        assert!(complaint.contains("has ended") && complaint.contains("revoked"), "{complaint}");
        assert!(complaint.contains("provost scim-key create"), "{complaint}");
    }
}

#[test]
fn what_a_key_may_do_is_said_by_its_scope() {
    let place = Place::new(Engine::Sqlite);
    place.succeed(&["org", "create", "Acme"]);
    for (scope, said) in [
        ("read", "can read the organization's members and groups"),
        ("users", "can change the organization's members."),
        ("users-and-groups", "can change the organization's members and groups"),
    ] {
        let made = place.run(&["scim-key", "create", "--scope", scope]);
        assert!(made.stderr.contains(said), "{scope}: {}", made.stderr);
    }
}

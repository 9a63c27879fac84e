//! `provost org`

use crate::client::Client;
use crate::place::Place;
use crate::server::wait_for;
use serde_json::{Value, json};
use testkit::app::Engine;

fn show(place: &Place, id: &str) -> Value {
    serde_json::from_str(&place.succeed(&["org", "show", id, "--json"])).unwrap()
}

#[test]
fn an_organization_is_made_listed_shown_and_changed() {
    for engine in Engine::ALL {
        let place = Place::new(engine);
        let words = ["org", "create", "Acme GmbH", "--owner", "olga@acme.example", "--owner-name", "Olga Owner"];
        let made = place.run(&words);
        assert_eq!(made.code, Some(0), "{made:?}");
        let id = made.stdout.trim();
        assert_eq!(made.stdout.lines().count(), 1, "the id alone, for scripts");
        assert!(made.stderr.contains(&format!("provost scim enable {id}")), "what comes next: {}", made.stderr);
        let other = place.succeed(&["org", "create", "Other"]);

        let list = place.succeed(&["org", "list"]);
        assert!(list.starts_with("ID"), "{list}");
        assert!(list.contains("Acme GmbH") && list.contains(other.trim()), "{list}");
        let listed: Vec<Value> = serde_json::from_str(&place.succeed(&["org", "list", "--json"])).unwrap();
        assert_eq!(listed.len(), 2);

        let shown = show(&place, id);
        assert_eq!(shown["name"], "Acme GmbH");
        assert_eq!(
            (&shown["members"], &shown["confirmedOwners"], &shown["occupiedSeats"]),
            (&json!(1), &json!(0), &json!(1)),
            "an owner without an account is invited"
        );
        assert_eq!(shown["scimEnabled"], false);
        let set = ["org", "set", id, "--plan", "teams", "--seats", "5", "--invite-users-after-provisioning", "false"];
        let table = place.succeed(&[&set[..], &["--directory-is-authoritative", "true"]].concat());
        assert!(table.contains("teams"), "{table}");
        let shown = show(&place, id);
        assert_eq!((&shown["plan"], &shown["seats"]), (&json!("teams"), &json!(5)));
        assert_eq!(shown["inviteUsersAfterProvisioning"], false);
        assert_eq!(shown["directoryIsAuthoritative"], true);
        place.succeed(&["org", "set", id, "--seats", "unlimited"]);
        assert_eq!(show(&place, id)["seats"], Value::Null);
        assert_eq!(show(&place, id)["plan"], "teams", "what is not named stays");
        let complaint = place.fail(&["org", "set", id, "--seats", "0"]);
        assert!(complaint.contains("1 or more"), "{complaint}");
        place.succeed(&["audit", "verify"]);
    }
}

#[test]
fn an_owner_is_invited_and_invited_again() {
    for engine in Engine::ALL {
        let place = Place::new(engine);
        let id = place.succeed(&["org", "create", "Acme"]).trim().to_owned();
        let invited = place.succeed(&["org", "invite-owner", "olga@acme.example"]);
        assert_eq!(invited.trim(), "olga@acme.example is invited to Acme as an owner.");
        place.succeed(&["org", "invite-owner", "Olga@acme.example", "--organization", &id]);
        let shown = show(&place, &id);
        assert_eq!((&shown["members"], &shown["occupiedSeats"]), (&json!(1), &json!(1)));
        assert_eq!(place.count("SELECT COUNT(*) FROM outbox"), 1, "the newest invitation alone waits");
        assert_eq!(place.count("SELECT COUNT(*) FROM event WHERE event_type = 1500"), 2);
        let ended = place.run(&["org", "invite-owner", "nowhere"]);
        assert!(ended.code == Some(2) && ended.stderr.contains("not an e-mail address"), "{ended:?}");
    }
}

#[test]
fn a_change_that_changes_nothing_writes_no_event() {
    let place = Place::new(Engine::Sqlite);
    let id = place.succeed(&["org", "create", "Acme"]).trim().to_owned();
    place.succeed(&["org", "set", &id, "--seats", "5"]);
    let events = show(&place, &id)["events"].clone();
    place.succeed(&["org", "set", &id, "--seats", "5"]);
    assert_eq!(show(&place, &id)["events"], events);
}

#[test]
fn a_wrong_name_or_address_is_refused() {
    let place = Place::new(Engine::Sqlite);
    place.fail(&["org", "create", ""]);
    let complaint = place.fail(&["org", "create", "Acme", "--owner", "olga", "--owner-name", "Olga"]);
    assert!(complaint.contains("olga"), "{complaint}");
    for blank in ["", "  "] {
        let ended = place.run(&["org", "create", "Acme", "--owner", "olga@acme.example", "--owner-name", blank]);
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(ended.stderr.contains("--owner-name"), "{ended:?}");
    }
}

#[test]
fn an_organization_is_deleted_by_whoever_types_its_name() {
    for engine in Engine::ALL {
        let place = Place::new(engine);
        let server = place.serve(&[]);
        let organization = place.make_organization(&server);
        let mut scim = Client::new(&organization.url, &organization.key);
        scim.succeed("POST", "/Users", Some(&json!({"userName": "dora@acme.example"})));
        let complaint = place.fail(&["org", "delete", "--yes"]);
        assert!(complaint.contains("name the organization"), "{complaint}");
        let complaint = place.fail(&["org", "delete"]);
        assert!(complaint.contains("members (1)") && complaint.contains("say --yes"), "{complaint}");
        let wrong = place.run_with(&["org", "delete", &organization.id], "Acme GmbH\n");
        assert!(wrong.code == Some(1) && wrong.stderr.contains("nothing was deleted"), "{wrong:?}");
        assert_eq!(show(&place, &organization.id)["members"], 1);
        let deleted = place.run_with(&["org", "delete"], "Acme\n");
        assert_eq!((deleted.code, deleted.stdout.as_str()), (Some(0), "Acme is deleted.\n"), "{deleted:?}");
        assert!(!deleted.stderr.contains("Type the organization's name"), "no question to a pipe: {deleted:?}");
        // A server remembers a key for a moment.
        wait_for("the end of its keys", || (scim.call("GET", "/Users", None).status == 401).then_some(()));
        assert_eq!(place.succeed(&["org", "list", "--json"]).trim(), "[]");
        let id = place.succeed(&["org", "create", "Acme"]).trim().to_owned();
        place.succeed(&["org", "delete", &id, "--yes"]);
        assert_eq!(place.succeed(&["org", "list", "--json"]).trim(), "[]");
        place.succeed(&["audit", "verify"]);
    }
}

#[test]
fn a_name_that_is_there_already_is_told() {
    let place = Place::new(Engine::Sqlite);
    let first = place.run(&["org", "create", "Acme"]);
    assert!(!first.stderr.contains("Warning"), "{first:?}");
    let second = place.run(&["org", "create", "ACME"]);
    assert!(second.code == Some(0) && second.stderr.contains("another organization has this name"), "{second:?}");
    assert!(second.stderr.contains(first.stdout.trim()) && second.stderr.contains("org delete"), "{second:?}");
    let of = ["--organization", first.stdout.trim()];
    let key = |name| place.run(&[&["scim-key", "create", "--name", name], &of[..]].concat());
    assert!(!key("Okta").stderr.contains("Warning"));
    let again = key("Okta");
    assert!(again.code == Some(0) && again.stderr.contains("another key that works has this name"), "{again:?}");
    assert!(!key("Entra ID").stderr.contains("Warning"));
}

#[test]
fn a_member_who_becomes_an_owner_is_told_so() {
    let place = Place::new(Engine::Sqlite);
    let server = place.serve(&[]);
    let organization = place.make_organization(&server);
    let mut scim = Client::new(&organization.url, &organization.key);
    scim.succeed("POST", "/Users", Some(&json!({"userName": "dora@acme.example"})));
    let invited = place.succeed(&["org", "invite-owner", "dora@acme.example"]);
    assert_eq!(invited.trim(), "dora@acme.example is invited to Acme as an owner, no longer as User.");
}

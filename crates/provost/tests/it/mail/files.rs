//! Mails as files, which the demo writes.

use super::{decoded, files, link, wait_for_files, wait_for_rest};
use crate::place::Place;
use serde_json::json;
use std::os::unix::fs::PermissionsExt as _;
use std::time::{Duration, Instant};
use testkit::app::Engine;

#[test]
fn whom_a_directory_makes_is_mailed_within_two_seconds() {
    for engine in Engine::ALL {
        let place = Place::new(engine);
        let server = place.demo(&[]);
        let (mut client, organization) = (server.client(), server.organizations()[0].id.clone());
        let started = Instant::now();
        let dora = client.succeed("POST", "/Users", Some(&json!({"userName": "dora@example.com"})));
        let mail = wait_for_files(&place, 1).remove(0);
        assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
        let mode = files(&place)[0].metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "a token is in it");
        assert!(mail.contains("\r\nTo: dora@example.com\r\n") && mail.contains("\r\nSubject: Join Demo"), "{mail}");
        let (page, parameters) = link(&mail);
        assert_eq!(page, format!("{}/accept-organization", server.announcement["consoleUrl"].as_str().unwrap()));
        let mut parameters = parameters.into_iter();
        for (name, value) in [
            ("organizationId", organization.as_str()),
            ("organizationUserId", dora["id"].as_str().unwrap()),
            ("email", "dora@example.com"),
            ("organizationName", "Demo"),
            ("orgUserHasExistingUser", "False"),
            ("initOrganization", "False"),
        ] {
            assert_eq!(parameters.next(), Some((name.to_owned(), value.to_owned())));
        }
        let (name, token) = parameters.next().unwrap();
        assert!(name == "token" && token.split('.').count() == 3, "{name} {token}");
        wait_for_rest(&place);
        assert_eq!(files(&place).len(), 1, "once");
    }
}

#[test]
fn a_changed_address_is_invited_anew() {
    let place = Place::new(Engine::Sqlite);
    let server = place.demo(&[]);
    let mut client = server.client();
    let dora = client.succeed("POST", "/Users", Some(&json!({"userName": "dora@example.com"})));
    wait_for_files(&place, 1);
    let renamed = json!({"userName": "dora@example.org", "active": true});
    client.succeed("PUT", &format!("/Users/{}", dora["id"].as_str().unwrap()), Some(&renamed));
    let mails = wait_for_files(&place, 2);
    assert!(mails[1].contains("\r\nTo: dora@example.org\r\n"), "{}", mails[1]);
    let token = |mail: &str| link(mail).1.pop().unwrap();
    assert_ne!(token(&mails[0]), token(&mails[1]));
}

#[test]
fn who_is_not_invited_any_more_is_not_mailed() {
    for engine in Engine::ALL {
        let place = Place::new(engine);
        let server = place.serve(&[]);
        let organization = place.make_organization(&server);
        let mut client = crate::client::Client::new(&organization.url, &organization.key);
        let mut make = |name: &str| {
            let made = client.succeed("POST", "/Users", Some(&json!({"userName": format!("{name}@example.com")})));
            made["id"].as_str().unwrap().to_owned()
        };
        let (revoked, removed) = (make("revoked"), make("removed"));
        make("late");
        make("invited");
        let inactive = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                              "Operations": [{"op": "replace", "path": "active", "value": false}]});
        client.succeed("PATCH", &format!("/Users/{revoked}"), Some(&inactive));
        client.succeed("DELETE", &format!("/Users/{removed}"), None);
        server.terminate();
        assert_eq!(place.count("SELECT count(*) FROM outbox"), 2, "nothing is sent unless it is said how");
        // Five days later, for one of them.
        let late = "member_id = (SELECT id FROM member WHERE user_name = 'late@example.com')";
        place.sql(&format!("UPDATE outbox SET created_at = created_at - 432000000000 WHERE {late}"));
        place.sql("UPDATE member SET invited_at = invited_at - 432000000000 WHERE user_name = 'late@example.com'");
        let server = place.serve(&["--mail-transport", "file"]);
        wait_for_rest(&place);
        server.terminate();
        let mails = wait_for_files(&place, 1);
        assert_eq!(mails.len(), 1);
        assert!(mails[0].contains("\r\nTo: invited@example.com\r\n"), "{}", mails[0]);
    }
}

#[test]
fn names_are_shown_and_nothing_else() {
    assert_eq!(decoded("M%C3%BCller%20%26%20S%C3%B6hne"), "Müller & Söhne");
    let place = Place::new(Engine::Sqlite);
    let server = place.serve(&["--mail-transport", "file", "--public-url", "https://provost.example.com"]);
    let name = "Müller \u{202e}& <b>Söhne</b>";
    let id = place.succeed(&["org", "create", name]).trim().to_owned();
    place.succeed(&["scim", "enable", &id]);
    let key = place.succeed(&["scim-key", "create", "--organization", &id]).trim().to_owned();
    let mut client = crate::client::Client::new(&format!("{}/v2/{id}", server.listening().scim), &key);
    client.succeed("POST", "/Users", Some(&json!({"userName": "dora@example.com"})));
    let mail = wait_for_files(&place, 1).remove(0);
    assert!(mail.is_ascii() && mail.contains("Content-Transfer-Encoding: quoted-printable"), "{mail}");
    assert!(!mail.contains("=E2=80=AE"), "{mail}");
    let (_, html) = mail.split_once("text/html").unwrap();
    assert!(!html.contains("<b>"), "{html}");
    assert!(mail.contains("\r\nSubject: Join =?utf-8?"), "{mail}");
}

//! The first owner of an organization that an operator made: from the mail to the first confirmation, without a browser.

use crate::mail::wait_for_files;
use crate::place::Place;
use crate::server::{Server, wait_for};
use account_client::{Client, Invitation, MemberStatus};
use serde_json::{Value, json};
use testkit::app::Engine;

const PASSWORD: &str = "correct horse battery staple";

/// The link in the only mail to an address.
#[track_caller]
fn link_for(place: &Place, email: &str) -> String {
    let mail = wait_for("the invitation", || {
        let to = format!("\r\nTo: {email}\r\n");
        wait_for_files(place, 1).into_iter().find(|mail| mail.contains(&to))
    });
    mail.lines().find(|line| line.contains("/accept-organization?")).unwrap().trim().to_owned()
}

/// An organization whose owner is invited, and a server that mails into files.
fn invited_owner(engine: Engine) -> (Place, Server, String) {
    let place = Place::new(engine);
    std::fs::write(place.scratch().join("password"), PASSWORD).unwrap();
    let server = place.serve(&["--mail-transport", "file"]);
    let words = ["org", "create", "Acme", "--owner", "olga@acme.example", "--owner-name", "Olga Owner"];
    let id = place.succeed(&words).trim().to_owned();
    (place, server, id)
}

#[tokio::test]
async fn the_first_owner_joins_makes_the_keys_and_confirms_somebody() {
    for engine in Engine::ALL {
        let (place, server, id) = invited_owner(engine);
        let link = link_for(&place, "olga@acme.example");
        let accept = ["accept", &link, "--password-file", "password"];
        let told = place.succeed(&accept);
        for words in ["You are the first owner of Acme, as olga@acme.example", "provost confirm --server", "bw login"] {
            assert!(told.contains(words), "{words}: {told}");
        }
        assert!(!told.contains("confirms you next"), "{told}");
        let main = server.listening().main;
        let client = Client::new(&main, None).unwrap();
        let olga = client.log_in("olga@acme.example", PASSWORD).await.unwrap();
        let organization = olga.organization(id.parse().unwrap()).await.unwrap().expect("confirmed, with the key");
        let again = place.fail(&accept);
        assert!(again.contains("accepted already"), "{again}");

        place.succeed(&["scim", "enable"]);
        let key = place.succeed(&["scim-key", "create"]);
        let mut scim = crate::client::Client::new(&format!("{}/v2/{id}", server.listening().scim), key.trim());
        let dora = json!({"userName": "dora@acme.example", "name": {"givenName": "Dora", "familyName": "Doe"}});
        scim.succeed("POST", "/Users", Some(&dora));
        let joined = place.succeed(&["accept", &link_for(&place, "dora@acme.example"), "--password-file", "password"]);
        assert!(joined.contains("confirms you next"), "{joined}");
        let words = ["confirm", "--server", &main, "--email", "olga@acme.example", "--password-file", "password"];
        let confirmed = place.succeed(&[&words[..], &["--all", "--yes", "--json"]].concat());
        let confirmed: Value = serde_json::from_str(confirmed.lines().last().unwrap()).unwrap();
        assert_eq!([&confirmed["result"], &confirmed["email"]], ["confirmed", "dora@acme.example"]);
        assert_eq!(confirmed["name"], "Dora Doe", "she gave none, and is called what the directory calls her");
        let dora = client.another_device().log_in("dora@acme.example", PASSWORD).await.unwrap();
        let opened = dora.organization(organization.id).await.unwrap().unwrap();
        assert_eq!(opened.key, organization.key);
    }
}

/// Both links say that whoever accepts brings the keys.
#[tokio::test]
async fn a_second_owner_who_was_slower_waits_for_the_first() {
    let (place, server, id) = invited_owner(Engine::Sqlite);
    place.succeed(&["org", "invite-owner", "emil@acme.example"]);
    let [first, second] = ["olga@acme.example", "emil@acme.example"].map(|email| link_for(&place, email));
    assert!(Invitation::from_link(&second).unwrap().brings_keys);
    place.succeed(&["accept", &first, "--password-file", "password"]);
    let told = place.succeed(&["accept", &second, "--password-file", "password"]);
    assert!(told.contains("confirms you next"), "{told}");
    let client = Client::new(&server.listening().main, None).unwrap();
    let olga = client.log_in("olga@acme.example", PASSWORD).await.unwrap();
    let members = olga.members(id.parse().unwrap()).await.unwrap();
    let emil = members.iter().find(|member| member.email == "emil@acme.example").unwrap();
    assert_eq!(emil.status, MemberStatus::Accepted);
}

/// As by a client that does not know of it.
#[test]
fn accepting_without_the_keys_is_refused_with_what_to_do() {
    let (place, _server, _) = invited_owner(Engine::Sqlite);
    let link = link_for(&place, "olga@acme.example").replace("initOrganization=True", "initOrganization=False");
    let complaint = place.fail(&["accept", &link, "--password-file", "password"]);
    assert!(complaint.contains("you are its first owner") && !complaint.contains("accept-init"), "{complaint}");
}

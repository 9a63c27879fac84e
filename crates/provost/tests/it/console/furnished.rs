//! An organization in which there is something to see.

use crate::client::Client;
use crate::confirm::people::People;
use crate::server::wait_for;
use account_client::{Method, Session};
use domain::PolicyType;
use serde_json::{Value, json};
use testkit::trace::{Target, play, recorded};

const DIRECTORY: [(&str, &str); 12] = [
    ("Dora Diaz", "Engineering"),
    ("Emil Engel", "Engineering"),
    ("Fatima Farah", "Engineering"),
    ("Goran Gavrić", "Engineering"),
    ("Hana Horáková", "Sales"),
    ("Ines Iglesias", "Sales"),
    ("Jun Jung", "Sales"),
    ("Kwame Kone", "Support"),
    ("Lena Lindqvist", "Support"),
    ("Mateo Moreno", "Support"),
    ("Nadia Nowak", "Finance"),
    ("Oskar Olsen", "Finance"),
];
const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

fn created(scim: &mut Client, path: &str, document: &Value) -> String {
    scim.succeed("POST", path, Some(document))["id"].as_str().unwrap().to_owned()
}

fn address(name: &str) -> String {
    format!("{}@demo.example", name.split(' ').next().unwrap().to_lowercase())
}

/// Fills the organization of a demo as a directory and its people would.
pub(super) async fn furnish(people: &People) -> Start {
    let organization = &people.server.organizations()[0];
    let target = Target::new(&organization.url, &organization.key).unwrap();
    for trace in recorded().unwrap().iter().filter(|trace| trace.name == "entra-test-connection") {
        play(trace, &target).await;
    }
    let mut scim = people.server.client();
    let mut ids = Vec::new();
    for (at, (name, department)) in DIRECTORY.into_iter().enumerate() {
        let (given, family) = name.split_once(' ').unwrap();
        let user = json!({"userName": address(name), "externalId": format!("{:08x}-demo", 7919 * (at + 1)), "active": true,
            "displayName": name, "name": {"givenName": given, "familyName": family}, "title": "Colleague",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": department}});
        ids.push(created(&mut scim, "/Users", &user));
    }
    for department in ["Engineering", "Sales", "Support", "Finance"] {
        let those = ids.iter().zip(DIRECTORY).filter(|(_, (_, of))| *of == department);
        let members: Vec<_> = those.map(|(id, _)| json!({"value": id})).collect();
        created(
            &mut scim,
            "/Groups",
            &json!({"displayName": department, "externalId": department, "members": members}),
        );
    }
    people.accepted("dora@demo.example").await;
    let emil = people.accepted("emil@demo.example").await;
    people.json(&["--all", "--yes"]);
    people.accepted("fatima@demo.example").await;
    people.accepted("goran@demo.example").await;
    enroll(people, &emil).await;
    people.owner.organization_api_key(people.organization.id).await.unwrap();
    people.owner.create_collection(&people.organization, "Kitchen", &[], &[]).await.unwrap();
    let leaves = json!({"schemas": [PATCH], "Operations": [{"op": "replace", "path": "active", "value": false}]});
    scim.succeed("PATCH", &format!("/Users/{}", ids[9]), Some(&leaves));
    // And what goes wrong in real directories.
    let again = scim.call("POST", "/Users", Some(&json!({"userName": "dora@demo.example"})));
    let wrong = json!({"schemas": [PATCH], "Operations": [{"op": "replace", "path": "emails", "value": 7}]});
    let refused = scim.call("PATCH", &format!("/Users/{}", ids[1]), Some(&wrong));
    assert_eq!((again.status, refused.status), (409, 400));
    settled(people, DIRECTORY.len() + 7);
    Start::of(people, "hana@demo.example", &ids[1])
}

/// Switches account recovery on, and lets the organization recover the account of this member.
async fn enroll(people: &People, member: &Session) {
    let organization = people.organization.id;
    for policy in [PolicyType::SingleOrganization, PolicyType::AccountRecovery] {
        let path = format!("/api/organizations/{organization}/policies/{}", policy.number());
        people.owner.call(Method::PUT, &path, Some(&json!({"enabled": true, "data": null}))).await.unwrap();
    }
    let key = member.organization_public_key(organization).await.unwrap();
    let sealed = member.keys().user_key.seal_for_recovery(&key).unwrap().to_string();
    let path = format!("/api/organizations/{organization}/users/{}/reset-password-enrollment", member.account_id());
    member.call(Method::PUT, &path, Some(&json!({"resetPasswordKey": sealed}))).await.unwrap();
}

/// The same with names that would do harm if they were more than text.
pub(super) async fn hostile(people: &People) -> Start {
    let name = "<img src=x onerror=\"window.isHurt = 1\">";
    let mut scim = people.server.client();
    let user = json!({"userName": "dora@example.com", "externalId": name, "displayName": name, "title": name,
        "name": {"givenName": name, "familyName": "</script><script>window.isHurt = 1</script>", "formatted": name}});
    let dora = created(&mut scim, "/Users", &user);
    let group = json!({"displayName": name, "externalId": name, "members": [{"value": &dora}]});
    let group = created(&mut scim, "/Groups", &group);
    let operation = json!({"op": "replace", "path": name, "value": name});
    scim.call("PATCH", &format!("/Groups/{group}"), Some(&json!({"schemas": [PATCH], "Operations": [operation]})));
    people.accepted("dora@example.com").await;
    settled(people, 3);
    Start::of(people, "dora@example.com", &dora)
}

/// The trace is written a moment after the answer.
fn settled(people: &People, count: usize) {
    wait_for("the trace", || {
        let calls = people.place.succeed(&["trace", "list", "--json", "--limit", "1000"]);
        (calls.lines().count() >= count).then_some(())
    });
}

/// Where to begin: what cannot be reached from there by links is named.
pub(super) struct Start {
    /// For somebody who is signed in.
    pub(super) inside: Vec<String>,
    /// For somebody who is not: where mails lead.
    pub(super) outside: Vec<String>,
}

impl Start {
    /// The page of the member comes before that of any other, so that a picture shows somebody whom the directory sent.
    fn of(people: &People, invited: &str, member: &str) -> Self {
        let organization = format!("/organizations/{}", people.organization.id);
        let invitation = people.link_for(invited, 1).strip_prefix(people.client.server()).unwrap().to_owned();
        let sign_up = "/finish-signup?token=x&email=somebody%40example.com".to_owned();
        Self {
            inside: vec![
                "/".to_owned(),
                format!("{organization}/members/{member}"),
                format!("{organization}/members/change?action=revoke&all=1"),
                organization,
            ],
            outside: vec!["/sign-in".to_owned(), "/create-account".to_owned(), sign_up, invitation],
        }
    }
}

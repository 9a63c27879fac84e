//! From an empty server to a shared secret and out again, by nothing but what people and directories have: a browser, the calls
//! of an identity provider, mails, and the official client.

use super::chromium::{Chromium, Tab};
use crate::bw::stage::{Stage, Tls, link};
use crate::client::Client as Scim;
use serde_json::{Value, json};
use testkit::app::Engine;
use testkit::bw::Bw;
use testkit::trace::{Target, play, recorded};

const SECRET: &str = "blue-Kettle 42";
const OLGA: &str = "olga@example.com";
const DORA: &str = "dora@example.com";
const PASSWORD_OF_OLGA: &str = "one mountain nine lamps";
const PASSWORD_OF_DORA: &str = "seven ships a green door";

/// Plays what was recorded of an identity provider.
async fn calls(name: &str, target: &Target) {
    let trace = recorded().unwrap().into_iter().find(|trace| trace.name == name).unwrap();
    play(&trace.left_standing(), target).await.assert_clean();
}

/// Opens the link of the invitation and makes an account there.
fn joins(tab: Tab<'_>, stage: &Stage, email: &str, password: &str) {
    let mail = &stage.mails(email, 1)[0];
    tab.go(link(mail, "/accept-organization?").strip_prefix(stage.client.server()).unwrap());
    tab.sees("Choose a master password for your new account");
    tab.fill("New master password", password);
    tab.fill("New master password once more", password);
    tab.click("button", "Create account and join");
}

/// Switches SCIM on, makes a key, and gives where calls go.
fn connects(olga: Tab<'_>, stage: &Stage) -> Target {
    olga.click("link", "SCIM provisioning");
    olga.ticks("Enable SCIM");
    olga.click("button", "Save");
    olga.sees("SCIM is on.");
    olga.click_on("#keys summary:has-text('New key')");
    olga.fill("Name", "Okta");
    olga.click("button", "Make the key");
    olga.fill("Master password", PASSWORD_OF_OLGA);
    olga.click("button", "Go on");
    olga.sees("Made the key");
    let (url, key) = (olga.text("#scim-url"), olga.text("#scim-key"));
    let organization = url.rsplit('/').next().unwrap();
    Target::new(&format!("{}/v2/{organization}", stage.server.listening().scim), &key).unwrap()
}

/// Makes a collection for herself and one other, and an item in it.
fn shares(olga: &Bw, organization: &str) -> String {
    let members = olga.org_members(organization).unwrap();
    let of = |email: &str| members.iter().find(|member| member["email"] == email).unwrap()["id"].clone();
    let access = |email| json!({"id": of(email), "readOnly": false, "hidePasswords": false, "manage": email == OLGA});
    let collection = json!({"organizationId": organization, "name": "Kitchen", "externalId": null, "groups": [],
        "users": [access(OLGA), access(DORA)]});
    let collection = olga.create("org-collection", &collection, &["--organizationid", organization]).unwrap();
    let item = json!({"type": 1, "name": "Kettle", "login": {"username": "dora", "password": SECRET},
        "organizationId": organization, "collectionIds": [collection["id"]]});
    olga.create("item", &item, &[]).unwrap()["id"].as_str().unwrap().to_owned()
}

async fn story(engine: Engine) {
    let stage = Stage::serve(engine, Tls::Tunnel);
    let chromium = Chromium::at(stage.client.server());
    let (olga, dora) = (chromium.tab("olga"), chromium.tab("dora"));

    // The first owner brings the organization's keys, made in her browser.
    let made = ["org", "create", "Acme & Sons", "--owner", OLGA, "--owner-name", "Olga Owner"];
    let organization = stage.place.succeed(&made).trim().to_owned();
    joins(olga, &stage, OLGA, PASSWORD_OF_OLGA);
    olga.arrives(&format!("/organizations/{organization}/overview"));

    // She connects a directory, whose calls come in before her eyes.
    let mut target = connects(olga, &stage);
    olga.sees("Waiting for the first call…");
    calls("okta-test-connection", &target).await;
    olga.reads("[data-live] li", "Listed people");
    target.variables = vec![("m1".to_owned(), DORA.into())];
    calls("okta-import-paging", &target).await;
    olga.reads("[data-live] li", "Created");
    olga.sees("The last call came through, from Okta");

    // Who was sent gets a mail, and makes an account in a browser of her own.
    joins(dora, &stage, DORA, PASSWORD_OF_DORA);
    dora.sees("You said yes");
    let phrase = dora.text("[data-shown='phrase']");

    // The owner sees that she waits, compares, and hands the key over. The page was loaded anew, so her keys are locked.
    olga.click("link", "Members");
    olga.arrives(&format!("/organizations/{organization}/members"));
    olga.reload();
    olga.click("link", "Confirm 1");
    olga.reads("tr[data-member]", DORA);
    olga.reads("[data-phrase]", &phrase);
    olga.click("button", "Confirm the chosen people");
    olga.sees("Unlock your keys");
    olga.fill("Master password", "not the password");
    olga.click("button", "Unlock");
    olga.sees("The address or the master password is wrong.");
    olga.fill("Master password", PASSWORD_OF_OLGA);
    olga.click("button", "Unlock");
    olga.sees("1 of 1 confirmed.");

    // What one official client shares, the other one reads.
    let (mut bw_of_olga, mut bw_of_dora) = (stage.bw(), stage.bw());
    bw_of_olga.login(OLGA, PASSWORD_OF_OLGA).unwrap();
    let item = shares(&bw_of_olga, &organization);
    bw_of_dora.login(DORA, PASSWORD_OF_DORA).unwrap();
    assert_eq!(bw_of_dora.password(&item).unwrap(), SECRET);

    // The directory shuts her out: of the vault, and the owner sees it.
    let mut scim = Scim::new(&target.base, &target.token);
    let found = scim.succeed("GET", "/Users?filter=userName%20eq%20%22dora@example.com%22", None);
    let active = json!({"op": "replace", "path": "active", "value": false});
    let patch = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [active]});
    scim.succeed("PATCH", &format!("/Users/{}", found["Resources"][0]["id"].as_str().unwrap()), Some(&patch));
    bw_of_dora.sync().unwrap();
    assert_eq!(bw_of_dora.list("items", &[]).unwrap(), Vec::<Value>::new());
    olga.click("link", "Members");
    olga.reads("tr", "Revoked");
    let everything = stage.place.stored_text();
    for secret in [SECRET, "Kettle", "Kitchen", PASSWORD_OF_OLGA, PASSWORD_OF_DORA, "Default collection"] {
        assert!(!everything.contains(secret), "{secret:?} is stored in clear");
    }
}

#[tokio::test]
async fn a_secret_is_shared_with_whom_a_directory_sent_on_sqlite() {
    story(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_secret_is_shared_with_whom_a_directory_sent_on_postgresql() {
    story(Engine::Postgres).await;
}

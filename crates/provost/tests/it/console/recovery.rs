//! A member forgot the master password, and an admin of an organization that may recover accounts gives another one.

use super::chromium::Chromium;
use super::people::{chooses, follows, is_in};
use crate::bw::stage::{PASSWORD, Stage, Tls};
use account_client::{LoginItem, MemberRole, Method};
use serde_json::{Value, json};
use testkit::app::Engine;

const FORGOTTEN: &str = "Seven ships a green door";
const GIVEN: &str = "by telephone only Please";
const OWN: &str = "Nine rivers and one boat";

async fn recovery(engine: Engine) {
    let stage = Stage::serve(engine, Tls::Tunnel);
    let owned = stage.organization("olga@example.com").await;
    let id = owned.organization.id;
    for (policy, settings) in
        [(1, json!({"minLength": 14, "requireUpper": true})), (3, Value::Null), (8, json!({"autoEnrollEnabled": true}))]
    {
        let path = format!("/api/organizations/{id}/policies/{policy}");
        owned.owner.call(Method::PUT, &path, Some(&json!({"enabled": true, "data": settings}))).await.unwrap();
    }
    let email = "dora@example.com";
    owned.owner.invite(id, &[email], MemberRole::User).await.unwrap();
    let chromium = Chromium::at(stage.client.server());
    let (olga, dora) = (chromium.tab("olga"), chromium.tab("dora"));

    // She joins in a browser, which seals her key for the organization.
    follows(dora, &stage, email, 1, "/accept-organization?");
    dora.sees("Its admins can use it when you forget yours");
    chooses(dora, "without a capital letter");
    dora.click("button", "Create account and join");
    dora.sees("The master password needs a capital letter.");
    chooses(dora, FORGOTTEN);
    dora.click("button", "Create account and join");
    dora.sees("You said yes");
    let session = stage.client.log_in(email, FORGOTTEN).await.unwrap();
    session.create_item(&LoginItem::new("Kettle", "dora", "blue")).await.unwrap();
    let members = owned.owner.members(id).await.unwrap();
    let member = members.iter().find(|member| member.email == email).unwrap();
    let page = format!("/organizations/{id}/members/{}", member.id);

    // Whoever is not confirmed yet cannot be recovered, and the page says so.
    olga.go("/sign-in?return=/account");
    olga.signs_in("olga@example.com", PASSWORD);
    is_in(olga);
    olga.go(&format!("{page}/recover"));
    olga.sees("Account recovery is a policy.");
    let key = owned.owner.member_key(&owned.owner.member(id, member.id).await.unwrap()).await.unwrap();
    owned.owner.confirm(id, &owned.organization.key, member.id, &key.public_key).await.unwrap();

    olga.go(&format!("{page}?tab=devices"));
    olga.click("link", "Give a new master password");
    olga.finds("heading", "New master password for dora@example.com");
    assert_eq!(olga.hindrances(), Vec::<String>::new());
    chooses(olga, "much too short");
    olga.fill("Your own master password", PASSWORD);
    olga.click("button", "Give this password");
    olga.sees("The master password needs a capital letter.");
    chooses(olga, GIVEN);
    olga.fill("Your own master password", "not the password");
    olga.click("button", "Give this password");
    olga.sees("The address or the master password is wrong.");
    assert!(session.profile().await.is_ok(), "nothing was done yet");
    olga.fill("Your own master password", PASSWORD);
    olga.click("button", "Give this password");
    olga.sees("The password was given");
    assert_eq!(
        olga.run("[...document.querySelectorAll('input')].some((input) => input.type === 'password' && input.value)"),
        false
    );

    // She is out everywhere, comes in with what she was told, and first of all chooses one that nobody else knows.
    assert!(session.profile().await.is_err(), "signed out everywhere");
    dora.go("/sign-in?return=/account/devices");
    dora.signs_in(email, FORGOTTEN);
    dora.sees("The address or the master password is wrong.");
    dora.signs_in(email, GIVEN);
    dora.arrives("/account/password");
    dora.sees("An admin gave your account a master password.");
    dora.fill("Master password now", GIVEN);
    chooses(dora, OWN);
    dora.click("button", "Change master password");
    dora.arrives("/sign-in");
    dora.signs_in(email, GIVEN);
    dora.sees("The address or the master password is wrong.");
    dora.signs_in(email, OWN);
    is_in(dora);
    let again = stage.client.log_in(email, OWN).await.unwrap();
    let vault = again.sync().await.unwrap();
    assert_eq!(again.open_items(&vault).unwrap().len(), 1, "her items open as before");
    let log = stage.server.log();
    for secret in [FORGOTTEN, GIVEN, OWN, PASSWORD] {
        assert!(!log.contains(secret), "{log}");
    }
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_on_sqlite() {
    recovery(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_on_postgresql() {
    recovery(Engine::Postgres).await;
}

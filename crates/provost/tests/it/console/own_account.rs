//! What people do with their own account: another password, another address, its end; and leaving an organization.

use super::chromium::Chromium;
use super::people::{chooses, comes_in, is_in};
use crate::bw::stage::{PASSWORD, Stage, Tls, code};
use account_client::MemberRole;
use testkit::app::Engine;

const NEXT: &str = "nine rivers and one boat";

#[tokio::test]
async fn another_password_ends_every_sign_in_and_the_old_one_is_refused() {
    let stage = Stage::serve(Engine::Sqlite, Tls::Tunnel);
    let email = "dora@example.com";
    let client = stage.person(email).await;
    let chromium = Chromium::at(stage.client.server());
    let (dora, elsewhere) = (chromium.tab("dora"), chromium.tab("elsewhere"));
    comes_in(elsewhere, email);
    comes_in(dora, email);
    dora.click("link", "Master password");
    dora.finds("heading", "Master password");
    dora.fill("Master password now", "not the password");
    chooses(dora, NEXT);
    dora.click("button", "Change master password");
    dora.sees("The address or the master password is wrong.");
    dora.fill("Master password now", PASSWORD);
    dora.click("button", "Change master password");
    dora.arrives("/sign-in");
    dora.sees("Your master password was changed. Sign in with the new one.");

    elsewhere.reload();
    elsewhere.arrives("/sign-in");
    assert!(client.profile().await.is_err(), "the client is signed out, too");
    dora.signs_in(email, PASSWORD);
    dora.sees("The address or the master password is wrong.");
    dora.signs_in(email, NEXT);
    is_in(dora);
    // What the old password had locked opens with the new one.
    dora.click("button", "Show my phrase");
    dora.rests();
    assert_eq!(dora.text("[data-phrase]").split('-').count(), 5);
}

#[tokio::test]
async fn another_address_is_proved_by_a_code_and_then_signs_in() {
    let stage = Stage::serve(Engine::Postgres, Tls::Tunnel);
    let (old, new) = ("dora@example.com", "diaz@example.com");
    stage.person(old).await;
    let chromium = Chromium::at(stage.client.server());
    let dora = chromium.tab("dora");
    comes_in(dora, old);
    dora.click("link", "E-mail address");
    dora.finds("heading", "E-mail address");
    dora.fill("New address", new);
    dora.fill("Master password", PASSWORD);
    dora.click("button", "Mail me a code");
    let mailed = code(&stage.mails(new, 1)[0]);
    let wrong = if mailed == "000000" { "000001" } else { "000000" };
    dora.fill("Code", wrong);
    dora.click("button", "Change address");
    dora.rests();
    assert!(!dora.text("[data-step='code'] [data-message]").is_empty());
    dora.fill("Code", &mailed);
    dora.click("button", "Change address");
    dora.arrives("/sign-in");
    dora.sees("Your address was changed. Sign in with the new one.");
    dora.signs_in(old, PASSWORD);
    dora.sees("The address or the master password is wrong.");
    dora.signs_in(new, PASSWORD);
    is_in(dora);
    dora.sees("Signed in as diaz@example.com.");
}

#[tokio::test]
async fn an_organization_is_left_and_the_account_ends() {
    let stage = Stage::serve(Engine::Sqlite, Tls::Tunnel);
    let owned = stage.organization("olga@example.com").await;
    let email = "dora@example.com";
    owned.owner.invite(owned.organization.id, &[email], MemberRole::User).await.unwrap();
    stage.invited(&stage.mails(email, 1)[0]).await;
    let chromium = Chromium::at(stage.client.server());
    let dora = chromium.tab("dora");
    comes_in(dora, email);
    dora.click("link", "Leave organization");
    dora.sees("You see nothing of what is shared in it any more");
    assert_eq!(dora.hindrances(), Vec::<String>::new());
    dora.click("button", "Leave organization");
    dora.fill("Master password", PASSWORD);
    dora.click("button", "Go on");
    dora.arrives("/sign-in");
    dora.sees("You have left Acme & Sons.");
    dora.signs_in(email, PASSWORD);
    is_in(dora);
    dora.sees("You are in no organization yet.");

    dora.click("link", "Delete account");
    dora.finds("heading", "Delete account");
    dora.fill("Master password", PASSWORD);
    dora.ticks("I know that my items are lost then.");
    dora.click("button", "Delete my account for good");
    dora.arrives("/sign-in");
    dora.sees("Your account was deleted.");
    dora.signs_in(email, PASSWORD);
    dora.sees("The address or the master password is wrong.");
    assert_eq!(stage.place.count("SELECT count(*) FROM account"), 1);
}

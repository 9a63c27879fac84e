//! Coming in: an account by mail, and invitations of people who have one.

use super::chromium::Chromium;
use super::people::{chooses, comes_in, follows, is_in};
use crate::bw::stage::{PASSWORD, Stage, Tls};
use account_client::{MemberRole, MemberStatus};
use testkit::app::Engine;

#[tokio::test]
async fn an_account_is_made_with_the_link_of_a_mail() {
    let stage = Stage::serve(Engine::Sqlite, Tls::Tunnel);
    let chromium = Chromium::at(stage.client.server());
    let dora = chromium.tab("dora");
    dora.go("/sign-in");
    dora.click("link", "Create your account");
    dora.fill("E-mail address", "Dora@example.com");
    dora.fill("Your name", "Dora <b>Diaz</b>");
    dora.click("button", "Go on");
    dora.sees("Look into your mail");
    dora.reads("[data-shown='email']", "Dora@example.com");

    // The mail goes to the address as it was typed.
    follows(dora, &stage, "Dora@example.com", 1, "/finish-signup?");
    dora.fill("New master password", PASSWORD);
    dora.fill("New master password once more", "another one, it seems");
    dora.click("button", "Create account");
    dora.sees("The two passwords differ.");
    chooses(dora, "too short");
    dora.click("button", "Create account");
    dora.sees("The master password must have 12 characters or more.");
    chooses(dora, PASSWORD);
    dora.click("button", "Create account");
    is_in(dora);
    dora.sees("Signed in as dora@example.com.");
    assert_eq!(dora.run("document.getElementById('name').value"), "Dora <b>Diaz</b>");

    // The link counts once, and whoever uses it again is told so.
    let again = chromium.tab("again");
    follows(again, &stage, "Dora@example.com", 1, "/finish-signup?");
    chooses(again, PASSWORD);
    again.click("button", "Create account");
    again.sees("exists already");
}

#[tokio::test]
async fn whoever_has_an_account_accepts_with_it() {
    let stage = Stage::serve(Engine::Postgres, Tls::Tunnel);
    let owned = stage.organization("olga@example.com").await;
    let people = ["dora@example.com", "emil@example.com"];
    for email in people {
        stage.person(email).await;
    }
    owned.owner.invite(owned.organization.id, &people, MemberRole::User).await.unwrap();
    let chromium = Chromium::at(stage.client.server());

    // Dora is signed out.
    let dora = chromium.tab("dora");
    follows(dora, &stage, people[0], 2, "/accept-organization?");
    dora.finds("heading", "Join Acme & Sons");
    dora.sees("Sign in as");
    dora.fill("Master password", "not the password");
    dora.click("button", "Sign in and join");
    dora.sees("The address or the master password is wrong.");
    dora.fill("Master password", PASSWORD);
    dora.click("button", "Sign in and join");
    dora.sees("You said yes");
    dora.click("link", "Go to your account");
    is_in(dora);
    dora.sees("An admin confirms you next.");

    // Emil is signed in, and his keys are locked: a link of a mail begins a new page.
    let emil = chromium.tab("emil");
    comes_in(emil, people[1]);
    follows(emil, &stage, people[1], 2, "/accept-organization?");
    emil.click("button", "Join Acme & Sons");
    emil.sees("Unlock your keys");
    emil.fill("Master password", PASSWORD);
    emil.click("button", "Unlock");
    emil.sees("You said yes");

    let members = owned.owner.members(owned.organization.id).await.unwrap();
    let waiting = members.iter().filter(|member| member.status == MemberStatus::Accepted).count();
    assert_eq!(waiting, 2, "{members:?}");

    // The link is spent.
    follows(dora, &stage, people[0], 2, "/accept-organization?");
    dora.sees("This invitation is good no more");
}

#[tokio::test]
async fn an_invitation_for_somebody_else_says_for_whom_it_is() {
    let stage = Stage::serve(Engine::Sqlite, Tls::Tunnel);
    let owned = stage.organization("olga@example.com").await;
    stage.person("dora@example.com").await;
    owned.owner.invite(owned.organization.id, &["fatima@example.com"], MemberRole::User).await.unwrap();
    let chromium = Chromium::at(stage.client.server());
    let shared = chromium.tab("shared");
    comes_in(shared, "dora@example.com");
    follows(shared, &stage, "fatima@example.com", 1, "/accept-organization?");
    shared.finds("heading", "This invitation is for another address");
    shared.reads("[data-shown='signed-in-as']", "dora@example.com");
    shared.reads("[data-shown='email']", "fatima@example.com");
    assert_eq!(shared.hindrances(), Vec::<String>::new());
    shared.click("button", "Sign out and go on");
    shared.sees("Choose a master password for your new account");
    chooses(shared, "three lamps and a goat");
    shared.click("button", "Create account and join");
    shared.sees("You said yes");
    shared.click("link", "Go to your account");
    is_in(shared);
    shared.sees("Signed in as fatima@example.com.");
}

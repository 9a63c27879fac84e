//! Two-step login: set up through the page, asked for at the sign-in, left out where a browser is remembered.

use super::chromium::{Chromium, Tab};
use super::people::{comes_in, goes, is_in};
use crate::bw::stage::{self, PASSWORD, Stage, Tls};
use crate::confirm::two_step::code;
use testkit::app::Engine;

const REMEMBER: &str = "Ask for no code in this browser for 30 days";

/// Opens the page of two-step login and shows the master password.
fn opens(tab: Tab<'_>) {
    tab.go("/account/two-step");
    tab.fill("Master password", PASSWORD);
    tab.click("button", "Go on");
    tab.finds("heading", "Authenticator app");
}

/// Begins to sign in.
fn signs_in(tab: Tab<'_>, email: &str) {
    tab.go("/sign-in?return=/account");
    tab.signs_in(email, PASSWORD);
}

/// Shows a code.
fn shows(tab: Tab<'_>, code: &str) {
    tab.fill("Code", code);
    tab.click("button", "Sign in");
}

#[tokio::test]
async fn an_app_is_set_up_asked_for_and_not_in_a_browser_that_is_remembered() {
    let stage = Stage::serve(Engine::Sqlite, Tls::Tunnel);
    let email = "goran@example.com";
    stage.person(email).await;
    let chromium = Chromium::at(stage.client.server());
    let goran = chromium.tab("goran");
    comes_in(goran, email);
    opens(goran);
    let key = goran.text("[data-shown='key']").replace(' ', "");
    assert_eq!(goran.run("document.querySelectorAll('[data-qr] svg').length"), 1);
    assert!(goran.run("document.querySelector('[data-otpauth]').href").as_str().unwrap().contains(&key));
    goran.fill("Code that the app shows", "000000");
    goran.click_on("[data-do='app'] button");
    goran.sees("The code is not one of this key.");
    goran.fill("Code that the app shows", &code(&key, 0));
    goran.click_on("[data-do='app'] button");
    goran.sees("Your app's codes are asked for.");
    let recovery = goran.text("[data-shown='recovery']").replace(' ', "");
    assert_eq!(goran.hindrances(), Vec::<String>::new());

    goes(goran);
    signs_in(goran, email);
    goran.sees("Type the code that your authenticator app shows now.");
    assert_eq!(goran.hindrances(), Vec::<String>::new());
    shows(goran, "000000");
    goran.sees("The code is wrong.");
    goran.ticks(REMEMBER);
    shows(goran, &code(&key, 1));
    is_in(goran);
    assert_eq!(goran.run("document.cookie"), "");
    assert_eq!(goran.run("Object.keys(localStorage).sort().join()"), "provost.device,provost.remembered");

    // No code is asked for here, however the address is written; elsewhere it is.
    goes(goran);
    signs_in(goran, "Goran@Example.com");
    is_in(goran);
    let other = chromium.tab("other");
    signs_in(other, email);
    other.sees("Type the code that your authenticator app shows now.");
    other.click("button", "Use the recovery code");
    assert_eq!(other.run("document.querySelector('[data-remembers]').checkVisibility()"), false);

    // With all sign-ins, what was remembered ends.
    goran.go("/account/devices");
    goran.click("button", "Sign out everywhere");
    goran.fill("Master password", PASSWORD);
    goran.click("button", "Go on");
    goran.sees("You are signed out everywhere.");
    signs_in(goran, email);
    goran.sees("Type the code that your authenticator app shows now.");
    assert_eq!(goran.run("localStorage.getItem('provost.remembered')"), serde_json::Value::Null);

    // Who has lost the phone comes in once more, and has no second step then.
    goran.click("button", "Use the recovery code");
    shows(goran, &recovery);
    is_in(goran);
    goran.go("/account/two-step");
    goran.reads(".badge", "Off");
    let log = stage.server.log();
    for secret in [&key, &recovery, PASSWORD] {
        assert!(!log.contains(secret), "{log}");
    }
}

#[tokio::test]
async fn codes_come_by_mail() {
    let stage = Stage::serve(Engine::Postgres, Tls::Tunnel);
    let email = "fatima@example.com";
    stage.person(email).await;
    let chromium = Chromium::at(stage.client.server());
    let fatima = chromium.tab("fatima");
    comes_in(fatima, email);
    opens(fatima);
    let before = stage.mails(email, 1).len();
    fatima.click("button", "Mail me a code");
    fatima.fill("Code from the mail", &stage::code(&stage.mails(email, before + 1)[before]));
    fatima.click_on("[data-do='mail'] button");
    fatima.sees("Codes are mailed to");
    fatima.reads("[data-shown='address']", email);

    goes(fatima);
    let before = stage.mails(email, before + 1).len();
    signs_in(fatima, email);
    fatima.sees("Type the code that was mailed to you:");
    fatima.reads("[data-shown='code-email']", "fa***@example.com");
    shows(fatima, &stage::code(&stage.mails(email, before + 1)[before]));
    is_in(fatima);

    // It is switched off where it was switched on.
    opens(fatima);
    fatima.click_on("[data-disable='1']");
    fatima.finds("button", "Mail me a code");
    goes(fatima);
    signs_in(fatima, email);
    is_in(fatima);
}

//! Signing in and out, and what ends a session.

use super::chromium::Chromium;
use super::{overview, signed_in};
use crate::confirm::people::People;
use testkit::app::Engine;

#[tokio::test]
async fn who_signs_in_comes_to_the_page_that_was_wanted_and_out_again() {
    for engine in Engine::ALL {
        let people = People::new(engine, true).await;
        let chromium = Chromium::at(people.client.server());
        let olga = chromium.tab("olga");
        assert_eq!(olga.go(&overview(&people)), 200);
        olga.arrives("/sign-in");
        let loaded = olga.loaded();
        assert!((10_000..60_000).contains(&loaded), "{loaded} bytes of assets on the first page");

        olga.signs_in(&people.email, "not the password");
        olga.sees("The address or the master password is wrong.");
        olga.signs_in(&people.email, &people.password());
        olga.arrives(&overview(&people));
        olga.finds("heading", "Overview");
        assert_eq!(olga.run("document.cookie"), "", "no script reads the session");
        assert_eq!(olga.run("Object.keys(localStorage).join()"), "provost.device");
        assert_eq!(olga.run("Object.keys(sessionStorage).join()"), "htmx-current-path-for-history");
        assert_eq!(people.place.count("SELECT count(*) FROM browser_session"), 1);

        olga.click_on(".viewer > summary");
        olga.click("button", "Sign out");
        olga.arrives("/sign-in");
        assert_eq!(people.place.count("SELECT count(*) FROM browser_session"), 0);
        olga.go(&overview(&people));
        olga.arrives("/sign-in");
        let log = people.server.log();
        assert!(log.is_empty(), "{log}");
    }
}

#[tokio::test]
async fn a_session_ends_by_itself_and_the_page_is_still_found() {
    let people = People::new(Engine::Sqlite, true).await;
    let chromium = Chromium::at(people.client.server());
    let olga = signed_in(&chromium, &people);
    // In microseconds: half an hour without a request, or twelve hours in all.
    for ended in ["last_seen_at = last_seen_at - 1801000000", "expires_at = expires_at - 43201000000"] {
        people.place.sql(&format!("UPDATE browser_session SET {ended}"));
        olga.reload();
        olga.arrives("/sign-in");
        olga.signs_in(&people.email, &people.password());
        olga.arrives(&overview(&people));
        olga.finds("heading", "Overview");
    }
}

#[tokio::test]
async fn who_is_quicker_than_the_script_signs_in_too() {
    let people = People::new(Engine::Sqlite, true).await;
    let chromium = Chromium::at(people.client.server());
    let olga = chromium.tab("olga");
    olga.waits_for("**/sign-in.js", 1500);
    olga.go("/sign-in");
    olga.signs_in(&people.email, &people.password());
    olga.finds("heading", "Overview");
}

#[tokio::test]
async fn all_of_it_is_reached_by_the_keyboard() {
    let people = People::new(Engine::Sqlite, true).await;
    let chromium = Chromium::at(people.client.server());
    let olga = chromium.tab("olga");
    olga.go("/sign-in");
    olga.types(&people.email);
    olga.press("Tab");
    olga.types(&people.password());
    olga.press("Enter");
    olga.arrives(&overview(&people));
    olga.finds("heading", "Overview");
    olga.reload();
    olga.press("Tab");
    assert_eq!(olga.run("document.activeElement.className"), "skip");
    assert_eq!(olga.run("document.activeElement.getBoundingClientRect().top >= 0"), true, "it is seen then");
    olga.press("Enter");
    assert_eq!(olga.run("document.activeElement.id"), "main");
    olga.press("Shift+Tab");
    assert_eq!(olga.run("document.activeElement.matches('.viewer > summary')"), true, "the last of the rail");
    assert_eq!(olga.run("getComputedStyle(document.activeElement).outlineStyle"), "solid");
    olga.press("Enter");
    olga.press("Tab");
    olga.press("Enter");
    olga.arrives("/account");
}

#[tokio::test]
async fn the_way_back_leads_back() {
    let people = People::new(Engine::Sqlite, true).await;
    let chromium = Chromium::at(people.client.server());
    let olga = signed_in(&chromium, &people);
    olga.run("window.stays = true");
    olga.click_on(".viewer > summary");
    olga.click("link", "Your account");
    olga.arrives("/account");
    olga.finds("heading", "Your account");
    assert_eq!(olga.run("document.title"), "Your account · Provost");
    olga.back();
    olga.arrives(&overview(&people));
    olga.finds("heading", "Overview");
    assert_eq!(olga.run("document.title"), "Overview · Provost");
    assert_eq!(olga.run("window.stays"), true, "links and the way back keep the script, and with it the unlocked keys");
}

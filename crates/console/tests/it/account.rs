//! A person's own account.

use crate::browser::{Browser, PASSWORD, sign_up};
use crate::office::Office;
use crate::support::start;
use account_client::{Client, MemberRole};
use regex::Regex;
use reqwest::Method;
use testkit::app::Engine;

#[tokio::test]
async fn a_name_is_changed_and_changed_back() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let mut browser = Browser::of(&app, &sign_up(&app, "dora@example.test").await).await;
        let page = browser.get("/account").await;
        page.shows(r#"value="Dora Doe""#).shows("dora@example.test");
        let next = browser.submit(&page, "/account", &[("name", "<b>Dora</b>")]).await;
        assert_eq!(next.location.as_deref(), Some("/account"));
        let page = browser.get("/account").await;
        page.shows("Your name was saved.").shows(r#"value="&#60;b&#62;Dora&#60;/b&#62;""#);
        page.shows(r#"<input type="hidden" name="name" value="Dora Doe">"#);
        browser.submit(&page, "/account", &[("name", "Dora Doe")]).await;
        let long = browser.submit(&page, "/account", &[("name", &"x".repeat(51))]).await;
        assert_eq!(long.status, 303);
        browser.get("/account").await.shows("Not done.").shows(r#"value="Dora Doe""#);
    }
}

#[tokio::test]
async fn each_device_is_signed_out_by_itself() {
    let device = Regex::new(r#"name="device" value="([^"]+)""#).unwrap();
    for engine in Engine::ALL {
        let app = start(engine).await;
        let dora = sign_up(&app, "dora@example.test").await;
        let other = Client::new(&app.origin, None).unwrap().log_in("dora@example.test", PASSWORD).await.unwrap();
        let (mut browser, mut lost) = (Browser::of(&app, &dora).await, Browser::of(&app, &other).await);
        let page = browser.get("/account/devices").await;
        page.shows("This browser");
        let ids: Vec<&str> = device.captures_iter(&page.text).map(|found| found.get(1).unwrap().as_str()).collect();
        assert_eq!(ids.len(), 1, "the other one alone: {}", page.text);
        let next = browser.submit(&page, "/account/devices", &[("device", ids[0])]).await;
        assert_eq!(next.location.as_deref(), Some("/account/devices"));
        browser.get("/account/devices").await.shows("The device was signed out.");
        assert_eq!(lost.get("/account").await.status, 303);
        assert!(other.profile().await.is_err() && dora.profile().await.is_ok());
        browser.submit(&page, "/account/devices", &[("device", ids[0])]).await;
        browser.get("/account/devices").await.shows("The device was signed out already.");
        assert_eq!(browser.submit(&page, "/account/devices", &[("device", "x")]).await.status, 404);
    }
}

#[tokio::test]
async fn a_device_of_somebody_else_stays() {
    let app = start(Engine::Sqlite).await;
    let (dora, max) = (sign_up(&app, "dora@example.test").await, sign_up(&app, "max@example.test").await);
    let (mut dora, mut max) = (Browser::of(&app, &dora).await, Browser::of(&app, &max).await);
    let who = app.application.read(&application::FindAccountByEmail("max@example.test".to_owned())).await.unwrap();
    let devices = app.application.read(&application::ListDevices(who.unwrap().id)).await.unwrap();
    let page = dora.get("/account/devices").await;
    dora.submit(&page, "/account/devices", &[("device", &devices[0].id.to_string())]).await;
    assert_eq!(max.get("/account").await.status, 200);
}

#[tokio::test]
async fn signing_out_everywhere_takes_the_master_password() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let dora = sign_up(&app, "dora@example.test").await;
        let mut browser = Browser::of(&app, &dora).await;
        let page = browser.get("/account/devices").await;
        let asked = browser.submit(&page, "/account/devices/sign-out", &[]).await;
        assert_eq!(asked.status, 200);
        asked.shows("<h1>Master password</h1>");
        assert_eq!(browser.get("/account").await.status, 200);
        browser.verify(&app, &dora).await;
        let done = browser.submit(&page, "/account/devices/sign-out", &[]).await;
        assert_eq!(done.location.as_deref(), Some("/sign-in"));
        browser.get("/sign-in").await.shows("You are signed out everywhere.");
        assert_eq!(browser.get("/account").await.status, 303);
        assert!(dora.profile().await.is_err());
    }
}

#[tokio::test]
async fn whoever_lost_the_session_comes_back_to_the_page_of_the_form() {
    let app = start(Engine::Sqlite).await;
    let mut nobody = Browser::new(&app);
    let send = |browser: &Browser, referer: String| {
        browser.request(Method::POST, "/account/devices/sign-out").header("referer", referer)
    };
    let own = send(&nobody, format!("{}/account/devices", app.origin));
    assert_eq!(nobody.send(own).await.location.as_deref(), Some("/sign-in?return=%2Faccount%2Fdevices"));
    let foreign = send(&nobody, "https://evil.example/account".to_owned());
    assert_eq!(nobody.send(foreign).await.location.as_deref(), Some("/sign-in?return=%2F"));
}

#[tokio::test]
async fn what_goes_with_an_account_is_named() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "owner@example.test").await;
    office.browser(&app).await.get("/account/delete").await.shows("You are an owner of these").shows("<li>Office</li>");
    let user = office.confirmed(&app, "user@example.test", MemberRole::User).await;
    Browser::of(&app, &user.session).await.get("/account/delete").await.shows("You leave these organizations");
}

#[tokio::test]
async fn whatever_ended_the_session_is_said_at_the_sign_in() {
    let app = start(Engine::Sqlite).await;
    let mut nobody = Browser::new(&app);
    nobody.get("/sign-in?after=password").await.shows("Your master password was changed.");
    assert!(!nobody.get("/sign-in?after=<b>").await.text.contains("<b>"));
}

#[tokio::test]
async fn whoever_leaves_an_organization_is_out_at_once() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await.session;
        let leave = format!("/account{}", office.path("/leave"));
        let mut browser = Browser::of(&app, &dora).await;
        let page = browser.get("/account").await;
        page.shows("<b class=\"anywhere\">Office</b>").shows(&format!("href=\"{leave}\""));
        let page = browser.get(&leave).await;
        page.shows("You see nothing of what is shared in it any more");
        browser.submit(&page, &leave, &[]).await.shows("<h1>Master password</h1>");
        assert_eq!(dora.profile().await.unwrap().organizations.len(), 1, "nothing was done yet");
        browser.verify(&app, &dora).await;
        assert_eq!(browser.submit(&page, &leave, &[]).await.location.as_deref(), Some("/account"));
        browser.follow("/account").await.shows("You have left Office.").shows("<h1>Sign in</h1>");
        assert!(dora.profile().await.unwrap().organizations.is_empty());
        let mut again = Browser::of(&app, &dora).await;
        assert_eq!(again.get(&leave).await.status, 404);
        let page = again.get("/account").await;
        assert_eq!(again.submit(&page, &leave, &[]).await.status, 404, "and no password is asked for");
    }
}

#[tokio::test]
async fn whoever_waits_to_be_confirmed_may_leave() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "owner@example.test").await;
    let (id, _) = office.invited(&app, "dora@example.test", MemberRole::User).await;
    let dora = office.accepted(&app, id, "dora@example.test").await;
    let leave = format!("/account{}", office.path("/leave"));
    let mut browser = Browser::of(&app, &dora).await;
    browser.verify(&app, &dora).await;
    let page = browser.get(&leave).await;
    assert_eq!(browser.submit(&page, &leave, &[]).await.status, 303);
    assert_eq!(office.owner.members(office.organization.id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_last_confirmed_owner_stays() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "owner@example.test").await;
    let leave = format!("/account{}", office.path("/leave"));
    let mut owner = office.browser(&app).await;
    let page = owner.get(&leave).await;
    page.shows("You are its only confirmed owner");
    assert!(!page.text.contains(&format!("action=\"{leave}\"")));
    owner.verify(&app, &office.owner).await;
    let refused = owner.submit(&page, &leave, &[]).await;
    assert_eq!(refused.status, 400);
    refused.shows("last confirmed owner");
    let other = office.confirmed(&app, "other@example.test", MemberRole::Owner).await.session;
    let mut other = Browser::of(&app, &other).await;
    other.get(&leave).await.shows("You see nothing of what is shared");
}

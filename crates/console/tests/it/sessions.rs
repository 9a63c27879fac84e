//! Who is signed in, until when, and what another site can do with it.

use crate::browser::{Browser, PASSWORD, proof_of, sign_up};
use crate::office::Office;
use crate::support::{start, start_as};
use account_client::{Client, MemberRole, Method};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::app::{App, Engine};

/// Whether the browser is signed in.
async fn is_in(browser: &mut Browser) -> bool {
    let page = browser.get("/account").await;
    assert!(page.status == 200 || page.location.as_deref() == Some("/sign-in?return=%2Faccount"), "{page:?}");
    page.status == 200
}

async fn browser(app: &App, email: &str) -> Browser {
    Browser::of(app, &sign_up(app, email).await).await
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_sent_to_the_sign_in_and_back() {
    let app = start(Engine::Sqlite).await;
    let mut nobody = Browser::new(&app);
    let page = nobody.get("/organizations/x/overview?a=b&c").await;
    assert_eq!(page.location.as_deref(), Some("/sign-in?return=%2Forganizations%2Fx%2Foverview%3Fa%3Db%26c"));
    nobody.get(&page.location.unwrap()).await.shows(r#"data-return="/organizations/x/overview?a=b&#38;c""#);
    let mut somebody = browser(&app, "dora@example.test").await;
    assert_eq!(somebody.get("/sign-in?return=/account/devices").await.location.as_deref(), Some("/account/devices"));
    for foreign in ["https://evil.example", "//evil.example", "/%5Cevil.example", "/%09/evil.example"] {
        let page = somebody.get(&format!("/sign-in?return={foreign}")).await;
        assert_eq!(page.location.as_deref(), Some("/"), "{foreign}");
    }
}

#[tokio::test]
async fn a_session_ends_unused_and_after_its_life() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let mut used = browser(&app, "dora@example.test").await;
        for _ in 0..24 {
            assert!(is_in(&mut used).await);
            app.clock.advance(Duration::from_mins(29));
        }
        // 24 times 29 minutes are 11 hours and 36 minutes.
        assert!(is_in(&mut used).await);
        app.clock.advance(Duration::from_mins(24));
        assert!(!is_in(&mut used).await, "after 12 hours");
        let mut unused = browser(&app, "max@example.test").await;
        app.clock.advance(Duration::from_mins(30));
        assert!(!is_in(&mut unused).await, "after 30 minutes without use");
    }
}

#[tokio::test]
async fn signing_out_ends_the_session_itself() {
    let app = start(Engine::Sqlite).await;
    let mut browser = browser(&app, "dora@example.test").await;
    let request = browser.request(Method::GET, "/account");
    let page = browser.get("/account").await;
    assert_eq!(browser.submit(&page, "/sign-out", &[]).await.location.as_deref(), Some("/sign-in"));
    assert!(browser.cookies().is_empty());
    let kept = Browser::new(&app).send(request).await;
    assert_eq!(kept.status, 303, "a cookie that somebody kept opens nothing");
}

#[tokio::test]
async fn whatever_ends_sign_ins_ends_the_console() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let dora = sign_up(&app, "dora@example.test").await;
        let mut first = Browser::of(&app, &dora).await;
        let another = Client::new(&app.origin, None).unwrap().log_in("dora@example.test", PASSWORD).await.unwrap();
        let mut second = Browser::of(&app, &another).await;
        assert!(is_in(&mut first).await && is_in(&mut second).await);
        dora.end_all_sessions().await.unwrap();
        assert!(!is_in(&mut first).await && !is_in(&mut second).await);
    }
}

#[tokio::test]
async fn a_device_that_is_signed_out_is_signed_out_of_the_console() {
    let app = start(Engine::Sqlite).await;
    let dora = sign_up(&app, "dora@example.test").await;
    let mut browser = Browser::of(&app, &dora).await;
    let devices = dora.call(Method::GET, "/api/devices", None).await.unwrap();
    let id = devices["data"][0]["id"].as_str().unwrap().to_owned();
    dora.call(Method::DELETE, &format!("/api/devices/{id}"), None).await.unwrap();
    assert!(!is_in(&mut browser).await);
}

#[tokio::test]
async fn a_member_who_is_revoked_or_gets_another_role_is_signed_out() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let admin = office.confirmed(&app, "admin@example.test", MemberRole::Admin).await;
        let mut browser = Browser::of(&app, &admin.session).await;
        assert_eq!(browser.get(&office.path("/overview")).await.status, 200);
        let body = json!({"type": 2, "collections": [], "groups": [], "permissions": {}});
        let path = format!("/api/organizations/{}/users/{}", office.organization.id, admin.id);
        office.owner.call(Method::PUT, &path, Some(&body)).await.unwrap();
        assert!(!is_in(&mut browser).await, "another role");
        let mut browser = Browser::of(&app, &admin.session).await;
        assert_eq!(browser.get(&office.path("/overview")).await.status, 404, "a User runs nothing");
        office.owner.revoke(office.organization.id, admin.id).await.unwrap();
        assert!(!is_in(&mut browser).await, "revoked");
    }
}

#[tokio::test]
async fn only_a_token_of_a_device_that_is_signed_in_is_exchanged() {
    let app = start(Engine::Sqlite).await;
    let dora = sign_up(&app, "dora@example.test").await;
    let token = dora.access_token().await.reveal().to_owned();
    let mut browser = Browser::new(&app);
    for wrong in ["", "a.b.c", &token[..token.len() - 4]] {
        let answer = browser.exchange(wrong).await;
        assert_eq!(answer.status, 400, "{wrong}");
        answer.shows("Sign in again.");
    }
    let foreign = browser.request(Method::POST, "/session").header("origin", "https://evil.example");
    let foreign = browser.send(foreign.json(&json!({"accessToken": token}))).await;
    assert_eq!(foreign.status, 400, "another site signs nobody in");
    dora.end_all_sessions().await.unwrap();
    assert_eq!(browser.exchange(&token).await.status, 400, "the token was withdrawn");
    assert!(browser.cookies().is_empty());
}

#[tokio::test]
async fn forms_and_calls_of_other_sites_are_refused() {
    let app = start(Engine::Sqlite).await;
    let mut browser = browser(&app, "dora@example.test").await;
    let page = browser.get("/account").await;
    let csrf = page.csrf();
    let post = |browser: &Browser, headers: &[(&str, &str)], csrf: &str| {
        let mut request = browser.request(Method::POST, "/sign-out").form(&[("csrf", csrf)]);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request
    };
    let own = ("origin", app.origin.as_str());
    for (headers, csrf) in [
        (vec![], csrf.as_str()),
        (vec![("origin", "https://evil.example")], &csrf),
        (vec![("origin", "null")], &csrf),
        (vec![own, ("sec-fetch-site", "cross-site")], &csrf),
        (vec![own, ("sec-fetch-site", "same-site")], &csrf),
        (vec![own], ""),
        (vec![own], "AAAA"),
    ] {
        let request = post(&browser, &headers, csrf);
        let page = browser.send(request).await;
        assert_eq!(page.status, 400, "{headers:?} {csrf}");
        page.shows("This form is out of date");
    }
    assert_eq!(browser.call("/session/token", None, &json!({})).await.status, 400);
    assert_eq!(browser.call("/session/token", Some("AAAA"), &json!({})).await.status, 400);
    assert!(is_in(&mut browser).await);
    let request = post(&browser, &[own, ("sec-fetch-site", "same-origin")], &csrf);
    assert_eq!(browser.send(request).await.status, 303);
}

#[tokio::test]
async fn a_script_gets_tokens_for_the_client_api() {
    let app = start(Engine::Sqlite).await;
    let mut browser = browser(&app, "dora@example.test").await;
    let who: Value = serde_json::from_str(&browser.get("/session").await.text).unwrap();
    assert_eq!((&who["signedIn"], &who["email"]), (&json!(true), &json!("dora@example.test")));
    let answer = browser.call("/session/token", who["csrf"].as_str(), &json!({})).await;
    let token: Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(token["expiresIn"], 300);
    let call = || reqwest::Client::new().get(format!("{}/api/accounts/profile", app.origin));
    let profile = call().bearer_auth(token["accessToken"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(profile.status(), 200);
    app.clock.advance(Duration::from_mins(5));
    let profile = call().bearer_auth(token["accessToken"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(profile.status(), 401);
    let nobody: Value = serde_json::from_str(&Browser::new(&app).get("/session").await.text).unwrap();
    assert_eq!(nobody, json!({"signedIn": false}));
    assert_eq!(Browser::new(&app).call("/session/token", None, &json!({})).await.status, 401);
}

/// Else a session would go on for ever, each time begun anew with a token of its own.
#[tokio::test]
async fn a_token_that_a_session_gave_begins_no_other() {
    let app = start(Engine::Sqlite).await;
    let mut browser = browser(&app, "dora@example.test").await;
    let who: Value = serde_json::from_str(&browser.get("/session").await.text).unwrap();
    let answer = browser.call("/session/token", who["csrf"].as_str(), &json!({})).await;
    let token: Value = serde_json::from_str(&answer.text).unwrap();
    let answer = browser.exchange(token["accessToken"].as_str().unwrap()).await;
    assert_eq!(answer.status, 400, "{answer:?}");
    assert!(is_in(&mut browser).await);
}

/// An API key is for programs, and asks for no second step.
#[tokio::test]
async fn an_api_key_signs_nobody_in_to_the_console() {
    let app = start(Engine::Sqlite).await;
    let dora = sign_up(&app, "dora@example.test").await;
    let key = dora.api_key().await.unwrap();
    let program = Client::new(&app.origin, None).unwrap().log_in_with_api_key(&key, PASSWORD).await.unwrap();
    let answer = Browser::new(&app).exchange(program.access_token().await.reveal()).await;
    assert_eq!(answer.status, 400, "{answer:?}");
}

#[tokio::test]
async fn over_https_cookies_are_of_this_host_alone() {
    let app = start_as(Engine::Sqlite, Some("https://provost.example.test".parse().unwrap())).await;
    let token = sign_up(&app, "dora@example.test").await.access_token().await.reveal().to_owned();
    let mut browser = Browser::new(&app);
    let request = browser.request(Method::POST, "/session").header("origin", "https://provost.example.test");
    let answer = browser.send(request.json(&json!({"accessToken": token}))).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-provost-session=") && cookie.contains("; Secure"), "{cookie}");
    assert!(is_in(&mut browser).await);
    let csrf = browser.get("/account").await.csrf();
    let request = browser.request(Method::POST, "/account").header("origin", "https://provost.example.test");
    let answer = browser.send(request.form(&[("csrf", csrf.as_str()), ("name", "Dora")])).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-provost-flash=") && cookie.contains("; Secure"), "{cookie}");
    browser.get("/account").await.shows("Your name was saved.");
}

#[tokio::test]
async fn a_link_of_another_site_leads_on_by_itself() {
    let app = start(Engine::Sqlite).await;
    let mut nobody = Browser::new(&app);
    let request = nobody.request(Method::GET, "/account").header("sec-fetch-site", "cross-site");
    let page = nobody.send(request).await;
    page.shows(r#"<meta http-equiv="refresh" content="1; url=/account">"#);
    let request = nobody.request(Method::GET, "/account").header("hx-request", "true");
    let page = nobody.send(request).await;
    assert_eq!((page.status, page.headers["hx-redirect"].to_str().unwrap()), (204, "/sign-in?return=%2Faccount"));
}

#[tokio::test]
async fn the_master_password_is_proved_by_its_account_alone_and_for_a_while() {
    let app = start(Engine::Sqlite).await;
    let dora = sign_up(&app, "dora@example.test").await;
    let mut browser = Browser::of(&app, &dora).await;
    browser.verify(&app, &dora).await;
    let who: Value = serde_json::from_str(&browser.get("/session").await.text).unwrap();
    let csrf = who["csrf"].as_str();
    let proof = proof_of(&app, &dora).await;
    let foreign = proof_of(&app, &sign_up(&app, "max@example.test").await).await;
    for wrong in ["", "a.b.c", &foreign, dora.access_token().await.reveal()] {
        assert_eq!(browser.call("/session/verified", csrf, &json!({"token": wrong})).await.status, 400, "{wrong}");
    }
    app.clock.advance(Duration::from_mins(5));
    let late = browser.call("/session/verified", csrf, &json!({"token": proof})).await;
    assert_eq!(late.status, 400);
    late.shows("The master password was not proved.");
}

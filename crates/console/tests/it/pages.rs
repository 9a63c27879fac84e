//! Pages as a browser gets them.

use crate::browser::{Browser, sign_up};
use crate::office::Office;
use crate::support::start;
use testkit::app::Engine;

#[tokio::test]
async fn an_owner_comes_to_the_overview() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let mut browser = office.browser(&app).await;
        assert_eq!(browser.get("/").await.location, Some(office.path("/overview")));
        assert_eq!(browser.get(&office.path("")).await.location, Some(office.path("/overview")));
        let page = browser.get(&office.path("/overview")).await;
        page.shows("<h1>Overview</h1>").shows("Office").shows("owner@example.test");
        page.shows(&format!(r#"<a href="{}" aria-current="page">"#, office.path("/overview")));
    }
}

#[tokio::test]
async fn whoever_is_in_no_organization_comes_to_their_account() {
    let app = start(Engine::Sqlite).await;
    let mut browser = Browser::of(&app, &sign_up(&app, "dora@example.test").await).await;
    browser.follow("/").await.shows("You are in no organization yet.");
}

#[tokio::test]
async fn every_page_is_strict() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "owner@example.test").await;
    let mut browser = office.browser(&app).await;
    for path in ["/sign-in", "/account", "/nothing", &office.path("/overview"), "/organizations/x/overview"] {
        let page = browser.get(path).await;
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';"));
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        assert_eq!(page.headers["cache-control"], "no-store", "{path}");
        assert_eq!(page.headers["referrer-policy"], "same-origin", "{path}");
        assert_eq!(page.headers["cross-origin-opener-policy"], "same-origin", "{path}");
        assert!(!page.text.contains("style=") && !page.text.contains("<script>"), "{path}");
    }
}

#[tokio::test]
async fn a_page_that_is_not_there_says_so() {
    let app = start(Engine::Sqlite).await;
    let mut browser = Browser::new(&app);
    let page = browser.get("/nothing").await;
    assert_eq!(page.status, 404);
    page.shows("<h1>There is no such page</h1>");
    let request = browser.request(reqwest::Method::GET, "/nothing").header("accept", "application/scim+json");
    assert_eq!(browser.send(request).await.text, "", "a program is left to what stands beside the pages");
    let page = Browser::new(&app).get("/sign-out").await;
    assert_eq!((page.status, page.headers["allow"].to_str().unwrap()), (405, "POST"));
}

#[tokio::test]
async fn what_was_done_is_said_once() {
    let app = start(Engine::Sqlite).await;
    let mut browser = Browser::of(&app, &sign_up(&app, "dora@example.test").await).await;
    for first in ["/account/devices", "/nothing"] {
        let page = browser.get("/account").await;
        browser.submit(&page, "/account", &[("name", "Dora")]).await;
        browser.get(first).await.shows("Your name was saved.");
        let next = browser.get("/account").await;
        assert!(!next.text.contains("Your name was saved."), "after {first}");
    }
}

#[tokio::test]
async fn assets_are_kept_by_their_hash_and_compressed() {
    let app = start(Engine::Sqlite).await;
    let mut browser = Browser::new(&app);
    let page = browser.get("/sign-in").await;
    let at = page.text.find("/assets/").unwrap();
    let path = page.text[at..].split('"').next().unwrap();
    let name = path.splitn(4, '/').nth(3).unwrap();
    let request = browser.request(reqwest::Method::GET, path).header("accept-encoding", "br");
    let asset = browser.send(request).await;
    assert_eq!(asset.status, 200);
    assert_eq!(asset.headers["cache-control"], "public, max-age=31536000, immutable");
    assert_eq!(asset.headers["content-encoding"], "br");
    let old = browser.get(&format!("/assets/0000000000000000/{name}")).await;
    assert_eq!((old.status, old.headers["cache-control"].to_str().unwrap()), (200, "no-cache"));
    assert_eq!(browser.get("/assets/0000000000000000/../Cargo.toml").await.status, 404);
}

//! How people come in: the links of mails, as pages without script.

use crate::browser::{Browser, sign_up};
use crate::office::Office;
use crate::support::start;
use account_client::MemberRole;
use reqwest::Method;
use std::time::Duration;
use testkit::app::Engine;

#[tokio::test]
async fn the_link_of_an_invitation_says_where_to_and_for_whom() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let (id, token) = office.invited(&app, "dora@example.test", MemberRole::User).await;
        let link = format!("/accept-organization?organizationName=Your%20Bank&email=max%40example.test&token={token}");
        let mut nobody = Browser::new(&app);
        let page = nobody.get(&link).await;
        page.shows("<h1>Join Office</h1>").shows(r#"data-email="dora@example.test""#);
        page.shows(&format!(r#"data-organization-user-id="{id}""#)).shows(r#"data-brings-keys="false""#);
        page.shows(r#"data-has-account="false""#);
        assert!(
            !page.text.contains("Your Bank") && !page.text.contains("max@"),
            "the link is believed in nothing else"
        );
        sign_up(&app, "dora@example.test").await;
        nobody.get(&link).await.shows(r#"data-has-account="true""#);
    }
}

#[tokio::test]
async fn a_link_in_a_mail_opens_though_the_browser_keeps_its_cookie_back() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "owner@example.test").await;
    let (_, token) = office.invited(&app, "dora@example.test", MemberRole::User).await;
    let mut nobody = Browser::new(&app);
    let from_mail = |browser: &Browser, path: &str| {
        browser.request(Method::GET, path).header("accept", "text/html").header("sec-fetch-site", "cross-site")
    };
    let request = from_mail(&nobody, &format!("/accept-organization?token={token}"));
    nobody.send(request).await.shows("<h1>Join Office</h1>");
    // Bitwarden's links have the page behind a `#`, which the script of the page in between reads.
    let request = from_mail(&nobody, "/");
    let page = nobody.send(request).await;
    page.shows(r#"<a href="/" data-continue>"#).shows("console.js");
}

#[tokio::test]
async fn an_invitation_that_is_over_says_so_without_script() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "owner@example.test").await;
    let (_, token) = office.invited(&app, "dora@example.test", MemberRole::User).await;
    let mut nobody = Browser::new(&app);
    for path in ["/accept-organization", "/accept-organization?token=a.b.c", "/accept-organization?token=%00"] {
        let page = nobody.get(path).await;
        assert_eq!(page.status, 400, "{path}");
        page.shows("<h1>This invitation is good no more</h1>");
    }
    app.clock.advance(Duration::from_hours(121));
    let page = nobody.get(&format!("/accept-organization?token={token}")).await;
    assert_eq!(page.status, 400);
    page.shows(&domain::Refusal::InvitationExpired.to_string());
}

#[tokio::test]
async fn the_mail_that_verifies_an_address_leads_to_the_password() {
    let app = start(Engine::Sqlite).await;
    let mut nobody = Browser::new(&app);
    let page = nobody.get("/finish-signup?token=a.b.c&email=dora%2Bx%40example.test&fromEmail=true").await;
    page.shows("<h1>Create your account</h1>").shows(r#"data-token="a.b.c" data-email="dora+x@example.test""#);
    nobody.get("/create-account").await.shows(r#"data-token="" data-email="""#);
}

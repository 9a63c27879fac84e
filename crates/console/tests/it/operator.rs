//! The page of whoever runs the installation.

use crate::browser::{Browser, sign_up, sign_up_operator};
use crate::office::Office;
use crate::support::{OPERATOR, start};
use application::{CreateOrganization, ListOrganizations};
use domain::{Organization, OrganizationId, Plan};
use std::time::Duration;
use testkit::app::Engine;

#[tokio::test]
async fn an_operator_makes_an_organization() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let session = sign_up_operator(&app).await;
        let mut browser = Browser::of(&app, &session).await;
        let page = browser.get("/operator").await;
        page.shows("<h1>This server</h1>").shows("Acme").shows("answers;").shows("No mails are sent");
        let fields = [
            ("name", "Northwind"),
            ("owner_email", "olga@example.test"),
            ("owner_name", "Olga"),
            ("plan", "teams"),
            ("seats", "12"),
        ];
        browser.submit(&page, "/operator/organizations", &fields).await.shows("data-module=\"verify\"");
        browser.verify(&app, &session).await;
        let next = browser.submit(&page, "/operator/organizations", &fields).await;
        browser.follow(&next.location.unwrap()).await.shows("Northwind was made. olga@example.test is invited");
        let made = app.application.read(&ListOrganizations).await.unwrap().pop().unwrap();
        assert_eq!((made.name.as_str(), made.plan, made.seats), ("Northwind", Plan::Teams, Some(12)));
        let wrong = [("name", "Southwind"), ("owner_email", "olga@example.test"), ("seats", "many")];
        let page = browser.submit(&page, "/operator/organizations", &wrong).await;
        assert_eq!(page.status, 400);
        page.shows("many is no number of seats").shows(r#"value="Southwind""#);
    }
}

#[tokio::test]
async fn an_address_that_nobody_answered_a_mail_to_makes_no_operator() {
    let app = start(Engine::Sqlite).await;
    let mut browser = Browser::of(&app, &sign_up(&app, OPERATOR).await).await;
    assert_eq!(browser.get("/operator").await.status, 404);
    assert!(!browser.get("/account").await.text.contains("/operator"));
}

#[tokio::test]
async fn many_organizations_have_pages_the_newest_first() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        for number in 1..=50 {
            let id = OrganizationId::from_uuid(app.application.fresh_uuid());
            let organization = Organization::new(id, &format!("Branch {number:02}."), app.application.now()).unwrap();
            let call = app.application.system_call();
            app.application.run(CreateOrganization { call, organization, owner: None }).await.unwrap();
            app.clock.advance(Duration::from_millis(1));
        }
        let session = sign_up_operator(&app).await;
        let mut browser = Browser::of(&app, &session).await;
        for query in ["", "?page=0", "?page=-1", "?page=1", "?page=x&page=2", "?page=%00"] {
            let page = browser.get(&format!("/operator{query}")).await;
            page.shows("Branch 50.").shows("Branch 01.").shows(r#"href="/operator?page=2" rel="next""#);
            assert!(!page.text.contains("Acme"), "{query}");
        }
        for query in ["?page=2", "?page=3", "?page=18446744073709551615"] {
            let page = browser.get(&format!("/operator{query}")).await;
            page.shows("Acme").shows(r#"href="/operator?page=1" rel="prev""#);
            assert!(!page.text.contains("Branch") && !page.text.contains(r#"rel="next""#), "{query}");
        }
    }
}

#[tokio::test]
async fn for_others_there_is_no_such_page() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "owner@example.test").await;
    let mut browser = office.browser(&app).await;
    assert_eq!(browser.get("/operator").await.status, 404);
    let page = browser.get("/account").await;
    assert!(!page.text.contains("/operator"));
    browser.verify(&app, &office.owner).await;
    let fields = [("name", "Mine"), ("owner_email", "owner@example.test")];
    assert_eq!(browser.submit(&page, "/operator/organizations", &fields).await.status, 404);
    assert!(app.application.read(&ListOrganizations).await.unwrap().iter().all(|found| found.name != "Mine"));
}

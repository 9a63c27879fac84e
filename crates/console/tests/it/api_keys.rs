//! The organization's API key.

use crate::browser::Page;
use crate::office::Office;
use crate::support::start;
use regex::Regex;
use std::time::Duration;
use testkit::app::{App, Engine};

/// The secret that a page shows.
fn secret_on(page: &Page) -> Option<String> {
    let found = Regex::new(r#"<code id="client-secret">([^<]*)</code>"#).unwrap();
    Some(found.captures(&page.text)?[1].to_owned())
}

/// Whether a script is let in with a secret.
async fn opens(app: &App, office: &Office, secret: &str) -> bool {
    let client_id = format!("organization.{}", office.organization.id);
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", &*client_id),
        ("client_secret", secret),
        ("scope", "api.organization"),
    ];
    let call = reqwest::Client::new().post(format!("{}/identity/connect/token", app.origin)).form(&form);
    call.send().await.unwrap().status() == 200
}

#[tokio::test]
async fn a_key_is_made_shown_and_replaced() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let mut browser = office.browser(&app).await;
        let own = office.path("/settings/api-keys");
        let page = browser.get(&own).await;
        page.shows("No API key yet");
        let reveal = format!("{own}/reveal");
        browser.submit(&page, &reveal, &[]).await.shows("<h1>Master password</h1>");
        browser.get(&own).await.shows("No API key yet");
        browser.verify(&app, &office.owner).await;
        let made = browser.submit(&page, &reveal, &[]).await.location.unwrap();
        let page = browser.get(&made).await;
        let first = secret_on(&page).unwrap();
        page.shows(&format!("organization.{}", office.organization.id));
        assert!(opens(&app, &office, &first).await);
        browser.submit(&page, &reveal, &[]).await;
        assert_eq!(secret_on(&browser.get(&made).await), Some(first.clone()), "shown again, it is the same");

        browser.get(&format!("{own}/rotate")).await.shows("stops working at once");
        browser.submit(&page, &format!("{own}/rotate"), &[]).await;
        let second = secret_on(&browser.get(&made).await).unwrap();
        assert!(opens(&app, &office, &second).await && !opens(&app, &office, &first).await);
        app.clock.advance(Duration::from_mins(5));
        let page = browser.get(&made).await;
        assert_eq!(secret_on(&page), None, "the proof is old");
        browser.submit(&page, &format!("{own}/rotate"), &[]).await.shows("<h1>Master password</h1>");
        assert!(opens(&app, &office, &second).await);
        let log = browser.get(&office.path("/events")).await;
        assert_eq!(log.text.matches("looked at the API key of").count(), 3, "{}", log.text);
    }
}

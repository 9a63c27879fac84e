//! The event log.

use super::chromium::Chromium;
use super::signed_in;
use crate::confirm::people::People;
use testkit::app::Engine;

#[tokio::test]
async fn days_begin_where_the_reader_is() {
    let people = People::new(Engine::Sqlite, true).await;
    let chromium = Chromium::at(people.client.server());
    let olga = signed_in(&chromium, &people);
    olga.click("link", "Event log");
    olga.reads(".filters b", "Europe/Berlin");
    olga.fill("From", "2026-01-01");
    olga.fill("Done by a person", &people.email);
    olga.click("button", "Show");
    olga.reads(".export a[href*='zone=Europe%2FBerlin']", "CSV");
    olga.reads(".events .happened", "signed in");
    assert_eq!(olga.run("document.querySelector('#actor').selectedOptions[0].text"), "Olga Owner");
    // A link of somebody elsewhere shows what they saw.
    let path = olga.run("location.pathname").as_str().unwrap().to_owned();
    olga.go(&format!("{path}?from=2026-01-01&zone=Asia%2FTokyo"));
    olga.rests();
    assert_eq!(olga.text(".filters b"), "Asia/Tokyo");
    olga.go(&format!("{path}?until=2026-01-01"));
    olga.rests();
    assert_eq!(olga.text(".filters b"), "UTC");
}

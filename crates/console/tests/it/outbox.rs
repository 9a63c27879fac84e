//! The outbox.

use crate::browser::{Browser, Page};
use crate::office::Office;
use crate::support::{start, start_with_mail};
use account_client::MemberRole;
use application::mail::{MailDirectory, MailOptions, MailTransport};
use std::time::Duration;
use testkit::app::App;
use testkit::app::Engine;

async fn invite(office: &Office, email: &str) {
    office.owner.invite(office.organization.id, &[email], MemberRole::User).await.unwrap();
}

/// Loads a page until it shows this: mails leave beside the calls.
async fn until(browser: &mut Browser, path: &str, text: &str) -> Page {
    let mut page = browser.get(path).await;
    for _ in 0..400 {
        if page.text.contains(text) {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
        page = browser.get(path).await;
    }
    panic!("{text} does not come up in {page:?}")
}

/// What follows a text up to the next quote.
fn value(page: &Page, before: &str) -> String {
    page.text.split_once(before).unwrap().1.split('"').next().unwrap().to_owned()
}

async fn with_directory(engine: Engine) -> (App, tempfile::TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let transport = MailTransport::File(MailDirectory::open(&directory.path().join("mail")).unwrap());
    (start_with_mail(engine, None, MailOptions { transport, ..MailOptions::none() }).await, directory)
}

#[tokio::test]
async fn mails_wait_where_none_leave() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let mut browser = office.browser(&app).await;
        browser.get(&office.path("/outbox")).await.shows("No mail waits").shows("This server sends no mails.");
        invite(&office, "dora@example.test").await;
        let page = browser.get(&office.path("/outbox")).await;
        page.shows("dora@example.test").shows("Invitation").shows("Leaves in a moment");
        browser.get(&office.path("/outbox?tab=failed")).await.shows("No mail was given up");
    }
}

#[tokio::test]
async fn a_mail_that_was_sent_can_be_read_in_a_trial() {
    for engine in Engine::ALL {
        let (app, _directory) = with_directory(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let mut browser = office.browser(&app).await;
        invite(&office, "dora@example.test").await;
        let page = until(&mut browser, &office.path("/outbox?tab=sent"), "dora@example.test").await;
        page.shows("This is a trial");
        let path = value(&page, r#"<a class="button" href=""#);
        let mail = browser.get(&path).await;
        mail.shows("to dora@example.test").shows("/accept-organization?").shows("Office");
        // It is the organization's own.
        let other = Office::open(&app, "other@example.test").await;
        let elsewhere = path.replace(&office.path(""), &other.path(""));
        let mut browser = other.browser(&app).await;
        assert_eq!(browser.get(&path).await.status, 404);
        assert_eq!(browser.get(&elsewhere).await.status, 404);
    }
}

#[tokio::test]
async fn a_mail_that_did_not_leave_is_tried_again() {
    for engine in Engine::ALL {
        let (app, directory) = with_directory(engine).await;
        let mails = directory.path().join("mail");
        std::fs::remove_dir(&mails).unwrap();
        let office = Office::open(&app, "owner@example.test").await;
        let mut browser = office.browser(&app).await;
        invite(&office, "dora@example.test").await;
        let page = until(&mut browser, &office.path("/outbox"), "Tried again").await;
        let id = value(&page, r#"name="mail" value=""#);
        std::fs::create_dir(&mails).unwrap();
        let next = browser.submit(&page, &office.path("/outbox/retry"), &[("mail", &id)]).await;
        browser.follow(&next.location.unwrap()).await.shows("The mail is tried again now.");
        let page = until(&mut browser, &office.path("/outbox?tab=sent"), "dora@example.test").await;
        let next = browser.submit(&page, &office.path("/outbox/retry"), &[("mail", &id)]).await;
        browser.follow(&next.location.unwrap()).await.shows("No such mail waits any more");
    }
}

//! What the handshake mails to whom, as files.

use crate::mailbox::Mailbox;
use crate::office::{Office, call};
use crate::people::sign_up;
use crate::support::{Setup, start_with};
use account_client::{Invitation, MemberRole, MemberStatus, Method};
use application::mail::{MailDirectory, MailOptions, MailTransport};
use serde_json::json;
use std::path::Path;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use testkit::app::{App, Engine};
use testkit::rows;

/// No mail takes this long, on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(30);

/// An installation that writes its mails into a directory.
struct Post {
    app: App,
    directory: TempDir,
}

impl Post {
    async fn open(engine: Engine) -> Self {
        let directory = TempDir::new().unwrap();
        let transport = MailTransport::File(MailDirectory::open(directory.path()).unwrap());
        let mail = MailOptions { transport, site: "https://provost.example.test".to_owned(), ..MailOptions::none() };
        Self { app: start_with(engine, Setup { mail, ..Setup::default() }).await, directory }
    }

    /// Takes the only mail to this address out of the directory, when it is there.
    async fn take(&self, address: &str) -> String {
        let started = Instant::now();
        loop {
            if let Some(mail) = take(self.directory.path(), address) {
                return mail;
            }
            assert!(started.elapsed() < PATIENCE, "no mail to {address}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn left(&self) -> usize {
        std::fs::read_dir(self.directory.path()).unwrap().count()
    }
}

fn take(directory: &Path, address: &str) -> Option<String> {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "eml") {
            continue;
        }
        let mail = std::fs::read_to_string(&path).unwrap();
        if mail.contains(&format!("\r\nTo: {address}\r\n")) {
            std::fs::remove_file(path).unwrap();
            return Some(mail);
        }
    }
    None
}

fn link(mail: &str) -> &str {
    mail.lines().find(|line| line.starts_with("https://provost.example.test/")).unwrap()
}

#[tokio::test]
async fn each_step_of_the_handshake_is_mailed_to_whom_it_concerns() {
    for engine in Engine::ALL {
        let post = Post::open(engine).await;
        let office = Office::open(&post.app, "olga@example.test").await;
        let admin = office.invite("adam@example.test", MemberRole::Admin).await;
        let invitation = Invitation::from_link(link(&post.take("adam@example.test").await)).unwrap();
        sign_up(&post.app, "adam@example.test").await.accept(&invitation, None).await.unwrap();
        post.take("olga@example.test").await;
        office.confirm(admin).await.unwrap();
        post.take("adam@example.test").await;
        assert_eq!(post.left(), 0);

        let id = office.invite("dora@example.test", MemberRole::User).await;
        let mail = post.take("dora@example.test").await;
        assert!(mail.contains("Subject: Join Office: create your account\r\n"), "{mail}");
        assert!(mail.contains("olga@example.test invites you to join Office."), "{mail}");

        let dora = sign_up(&post.app, "dora@example.test").await;
        let invitation = Invitation::from_link(link(&mail)).unwrap();
        assert!(!invitation.has_account);
        dora.accept(&invitation, None).await.unwrap();
        for address in ["olga@example.test", "adam@example.test"] {
            let mail = post.take(address).await;
            assert!(mail.contains("Subject: dora@example.test accepted: confirm for Office\r\n"), "{mail}");
            assert_eq!(link(&mail), format!("https://provost.example.test/organizations/{}/members", office.id()));
        }

        office.confirm(id).await.unwrap();
        let mail = post.take("dora@example.test").await;
        assert!(mail.contains("Subject: You are a member of Office\r\n"), "{mail}");
        assert_eq!(post.left(), 0, "nobody else was told anything");
    }
}

#[tokio::test]
async fn whom_a_policy_revokes_is_told_which_one_and_what_to_do() {
    for engine in Engine::ALL {
        let mailbox = Mailbox::new();
        let app = start_with(engine, Setup { mail: mailbox.options(), ..Setup::default() }).await;
        let office = Office::open(&app, "olga@example.test").await;
        let other = Office::open(&app, "oskar@example.test").await;
        let (dora, dave) = ("dora@example.test", "dave@example.test");
        office.confirmed(&app, dora, MemberRole::User).await;
        let waiting = office.accepted(&app, dave, MemberRole::User).await;
        let elsewhere = other.invite(dave, MemberRole::User).await;
        waiting.session.accept(&other.invitation(&app, elsewhere).await, None).await.unwrap();
        let set = async |policy: u8, enabled: bool| {
            let body = json!({"enabled": enabled, "data": null});
            call(&office.owner, Method::PUT, &office.path(&format!("/policies/{policy}")), body).await.unwrap();
        };
        set(3, true).await;
        let subject = "Subject: Your access to Office was revoked\r\n";
        let mail = mailbox.next_to(dave, subject).await;
        for (words, times) in [("\"Single organization\"", 1), ("Leave every other organization", 2), ("text/html", 1)]
        {
            assert!(mail.matches(words).count() >= times, "{words}: {mail}");
        }
        set(0, true).await;
        let mail = mailbox.next_to(dora, subject).await;
        assert!(mail.contains("\"Require two-step login\"") && mail.contains("Set up two-step login"), "{mail}");
        // Who has been let back in before the mail leaves, or was cut off by somebody, is told nothing.
        set(0, false).await;
        office.owner.revoke(office.id(), waiting.id).await.unwrap_err();
        let adam = office.confirmed(&app, "adam@example.test", MemberRole::User).await;
        mailbox.next_to("adam@example.test", "You are a member of Office").await;
        office.owner.revoke(office.id(), adam.id).await.unwrap();
        let waits = "SELECT COUNT(*) FROM outbox WHERE organization_id = $1 AND kind = 4";
        assert_eq!(rows::number(&app.application, waits, office.organization_id()).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn who_has_an_account_is_asked_to_log_in() {
    let post = Post::open(Engine::Sqlite).await;
    let office = Office::open(&post.app, "olga@example.test").await;
    let dora = sign_up(&post.app, "dora@example.test").await;
    let id = office.invite("Dora@Example.test", MemberRole::User).await;
    let mail = post.take("Dora@Example.test").await;
    assert!(mail.contains("Subject: Join Office: log in to accept\r\n"), "{mail}");
    let invitation = Invitation::from_link(link(&mail)).unwrap();
    assert!(invitation.has_account);
    dora.accept(&invitation, None).await.unwrap();
    assert_eq!(office.owner.member(office.id(), id).await.unwrap().status, MemberStatus::Accepted);
}

//! The mails that an installation sends, as files.

use application::mail::{MailDirectory, MailOptions, MailTransport};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;
use tempfile::TempDir;

/// Where mails go.
pub(crate) struct Mailbox {
    directory: TempDir,
    read: Mutex<BTreeSet<PathBuf>>,
}

impl Mailbox {
    pub(crate) fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap(), read: Mutex::default() }
    }

    pub(crate) fn options(&self) -> MailOptions {
        let transport = MailTransport::File(MailDirectory::open(self.directory.path()).unwrap());
        MailOptions { transport, site: "https://vault.example.test".to_owned(), ..MailOptions::none() }
    }

    /// The text of the next mail; it is waited for.
    pub(crate) async fn next(&self) -> String {
        self.wait_for(|_| true).await
    }

    /// The text of the next mail to an address that says this.
    pub(crate) async fn next_to(&self, recipient: &str, words: &str) -> String {
        let to = format!("\r\nTo: {recipient}\r\n");
        self.wait_for(|mail| mail.contains(&to) && mail.contains(words)).await
    }

    /// The code in the next mail to an address that has one.
    pub(crate) async fn next_code(&self, recipient: &str) -> String {
        let to = format!("\r\nTo: {recipient}\r\n");
        let mail = self.wait_for(|mail| mail.contains(&to) && code(mail).is_some()).await;
        code(&mail).unwrap().to_owned()
    }

    /// Sees that no mail comes; some come half a second after the answer.
    pub(crate) async fn expect_none(&self) {
        tokio::time::sleep(Duration::from_millis(700)).await;
        assert_eq!(self.unread(|_| true), None);
    }

    async fn wait_for(&self, is_meant: impl Fn(&str) -> bool) -> String {
        for _ in 0..1_000 {
            if let Some(text) = self.unread(&is_meant) {
                return text;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("no mail came");
    }

    fn unread(&self, is_meant: impl Fn(&str) -> bool) -> Option<String> {
        let mut read = self.read.lock().unwrap();
        let files = std::fs::read_dir(self.directory.path()).unwrap().map(|entry| entry.unwrap().path());
        let is_new = |path: &PathBuf| path.extension().is_some_and(|end| end == "eml") && !read.contains(path);
        let mut new: Vec<_> = files.filter(is_new).collect();
        new.sort();
        let mut texts = new.into_iter().map(|path| (std::fs::read_to_string(&path).unwrap(), path));
        let (text, path) = texts.find(|(text, _)| is_meant(text))?;
        read.insert(path);
        Some(text)
    }
}

fn code(mail: &str) -> Option<&str> {
    mail.lines().map(str::trim).find(|line| line.len() == 6 && line.bytes().all(|digit| digit.is_ascii_digit()))
}

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

    /// The text of a mail that was not read yet; it is waited for.
    pub(crate) async fn next(&self) -> String {
        for _ in 0..500 {
            if let Some(text) = self.unread() {
                return text;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("no mail came");
    }

    /// The same where none is expected.
    pub(crate) async fn expect_none(&self) {
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(self.unread(), None);
    }

    /// The code in the next mail.
    pub(crate) async fn next_code(&self, recipient: &str) -> String {
        let mail = self.next().await;
        assert!(mail.contains(&format!("\r\nTo: {recipient}\r\n")), "{mail}");
        let code = mail.lines().map(str::trim).find(|line| line.len() == 6 && line.bytes().all(|c| c.is_ascii_digit()));
        code.unwrap_or_else(|| panic!("no code in {mail}")).to_owned()
    }

    fn unread(&self) -> Option<String> {
        let mut read = self.read.lock().unwrap();
        let files = std::fs::read_dir(self.directory.path()).unwrap().map(|entry| entry.unwrap().path());
        let path =
            files.filter(|path| path.extension().is_some_and(|end| end == "eml") && !read.contains(path)).min()?;
        read.insert(path.clone());
        Some(std::fs::read_to_string(path).unwrap())
    }
}

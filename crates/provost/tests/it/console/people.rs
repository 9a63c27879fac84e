//! What people do over and over.

use super::chromium::Tab;
use crate::bw::stage::{PASSWORD, Stage, link};

/// Opens the link that has these words in it, of the newest of so many mails.
pub(super) fn follows(tab: Tab<'_>, stage: &Stage, email: &str, mails: usize, words: &str) {
    let mails = stage.mails(email, mails);
    tab.go(link(mails.last().unwrap(), words).strip_prefix(stage.client.server()).unwrap());
}

/// Types a new master password twice.
pub(super) fn chooses(tab: Tab<'_>, password: &str) {
    tab.fill("New master password", password);
    tab.fill("New master password once more", password);
}

/// Signs in on the page of the sign-in with everybody's password, and comes to the account.
pub(super) fn comes_in(tab: Tab<'_>, email: &str) {
    tab.go("/sign-in");
    tab.signs_in(email, PASSWORD);
    is_in(tab);
}

/// Waits for the page of the account.
pub(super) fn is_in(tab: Tab<'_>) {
    tab.arrives("/account");
    tab.finds("heading", "Your account");
}

/// Signs out of this browser.
pub(super) fn goes(tab: Tab<'_>) {
    tab.click_on(".viewer > summary");
    tab.click("button", "Sign out");
    tab.arrives("/sign-in");
}

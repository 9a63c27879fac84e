//! To an operator who tries the mail settings.

use crate::mail::Letter;

/// A mail that shows that mails arrive.
#[derive(Debug)]
pub struct Test;

impl From<Test> for Letter {
    fn from(_: Test) -> Self {
        Self::new("Provost can send mails", "It works")
            .say("This is the test that you asked for: invitations will arrive like this.")
    }
}

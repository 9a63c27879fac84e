//! To a member whose master password an admin has reset.

use crate::mail::{Letter, words::name};

/// An admin reset a member's master password.
#[derive(Debug)]
pub struct PasswordReset<'l> {
    /// The organization whose admin it was.
    pub organization: &'l str,
}

impl From<PasswordReset<'_>> for Letter {
    fn from(reset: PasswordReset<'_>) -> Self {
        let organization = name(reset.organization);
        Self::new("Your master password was reset", "Your master password was reset")
            .say(&format!("An admin of {organization} has set a new master password for your account."))
            .say(
                "You were logged out everywhere. Log in with the password that they give you; you are then asked for one of \
                 your own.",
            )
            .note("If you did not ask for this, speak with your administrator.")
    }
}

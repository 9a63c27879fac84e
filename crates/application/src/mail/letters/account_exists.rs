//! To somebody who wants an account and has one.

use crate::mail::Letter;

/// An account was asked for with an address that has one. The page says nothing of that, since anybody may ask.
pub struct AccountExists<'l> {
    /// The public URL.
    pub site: &'l str,
}

impl From<AccountExists<'_>> for Letter {
    fn from(exists: AccountExists<'_>) -> Self {
        Self::new("You have an account already", "You have an account already")
            .say("Somebody wants to create an account with this address, which has one already. If it was you, log in:")
            .button("Log in", exists.site)
            .note("If it was not you, ignore the mail; nothing has changed.")
    }
}

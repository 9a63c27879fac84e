//! The code that moves an account to another address.

use super::spoken;
use crate::mail::Letter;
use std::time::Duration;

/// A code that proves that the new address is the person's, sent to the new address.
pub struct EmailChangeCode<'l> {
    /// The code.
    pub code: &'l str,
    /// How long it can be used.
    pub lifetime: Duration,
}

impl From<EmailChangeCode<'_>> for Letter {
    fn from(code: EmailChangeCode<'_>) -> Self {
        Self::new("Your code for a new address", "Change of your address")
            .say("Somebody wants to log in with this address from now on. This code makes it so:")
            .code(code.code)
            .note(&format!("It can be used once, within {}.", spoken(code.lifetime)))
            .note("If it was not you, ignore the mail; without you nothing happens.")
    }
}

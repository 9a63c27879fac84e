//! To somebody who wants an account.

use super::moment;
use crate::mail::{Letter, links};
use domain::Timestamp;

/// The verification of an address for which an account was asked for.
pub struct Registration<'l> {
    /// The address.
    pub email: &'l str,
    /// What proves that the mail was read.
    pub token: &'l str,
    /// Until when.
    pub expires_at: Timestamp,
    /// The public URL.
    pub site: &'l str,
}

impl From<Registration<'_>> for Letter {
    fn from(registration: Registration<'_>) -> Self {
        let link = links::finish_signup(registration.site, registration.email, registration.token);
        Self::new("Verify your address", "Verify your address")
            .say("Somebody wants to create an account with this address. If it was you, go on here:")
            .button("Create account", &link)
            .note(&format!("The link works until {}.", moment(registration.expires_at)))
            .note("If it was not you, ignore the mail; without you nothing happens.")
    }
}

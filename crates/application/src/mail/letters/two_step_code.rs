//! The code of two-step login by mail.

use super::spoken;
use crate::mail::{Letter, words::name};
use std::time::Duration;

/// A code that finishes a login.
pub struct TwoStepCode<'l> {
    /// The code.
    pub code: &'l str,
    /// How long it can be used.
    pub lifetime: Duration,
    /// The address of the client that wants to log in.
    pub client_address: Option<&'l str>,
}

impl From<TwoStepCode<'_>> for Letter {
    fn from(code: TwoStepCode<'_>) -> Self {
        let from = code.client_address.map(|address| format!(" from {}", name(address))).unwrap_or_default();
        Self::new("Your login code", "Your login code")
            .say(&format!("Somebody logs in with your master password{from}. This code finishes the login:"))
            .code(code.code)
            .note(&format!("It can be used once, within {}.", spoken(code.lifetime)))
            .note("Was it not you? Then somebody knows your master password: change it.")
    }
}

//! The code for a login from a device that is new.

use super::spoken;
use crate::mail::{Letter, words::name};
use std::time::Duration;

/// A code that lets a new device in.
pub struct NewDeviceCode<'l> {
    /// The code.
    pub code: &'l str,
    /// How long it can be used.
    pub lifetime: Duration,
    /// What the device calls itself.
    pub device: &'l str,
    /// The address of the client that wants to log in.
    pub client_address: Option<&'l str>,
}

impl From<NewDeviceCode<'_>> for Letter {
    fn from(code: NewDeviceCode<'_>) -> Self {
        let from = code.client_address.map(|address| format!(" at {}", name(address))).unwrap_or_default();
        let device = name(code.device);
        Self::new("Your code for a new device", "A new device wants to log in")
            .say(&format!(
                "A device that was not used with your account before ({device}{from}) logs in with your master password. This \
                 code lets it in:"
            ))
            .code(code.code)
            .note(&format!("It can be used once, within {}.", spoken(code.lifetime)))
            .note("Was it not you? Then somebody knows your master password: change it.")
    }
}

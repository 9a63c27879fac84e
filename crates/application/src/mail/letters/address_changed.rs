//! To the address that an account had until now.

use super::moment;
use crate::mail::{Letter, words::name};
use domain::Timestamp;

/// Somebody with a person's master password has moved the account to another address.
#[derive(Debug)]
pub struct AddressChanged<'l> {
    /// When.
    pub at: Timestamp,
    /// The address of the client.
    pub client_address: &'l str,
}

impl From<AddressChanged<'_>> for Letter {
    fn from(changed: AddressChanged<'_>) -> Self {
        let (at, from) = (moment(changed.at), name(changed.client_address));
        Self::new("The address of your account was changed", "The address of your account was changed")
            .say(&format!(
                "Your account has another address since {at}. It was changed with your master password, at {from}."
            ))
            .say("You were logged out everywhere. Log in with the new address and the password that you have.")
            .note("Was it not you? Then somebody knows your master password: speak with your administrator at once.")
    }
}

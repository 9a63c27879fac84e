//! Tokens that prove an address: mailed to it, and shown when the account is made.

use crate::AccountApi;
use crate::error::ApiError;
use application::TokenPurpose;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long one has to make the account.
pub(crate) const LIFE: Duration = Duration::from_mins(30);

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RegistrationToken {
    /// The address.
    pub(crate) email: String,
    /// The name that was typed with it.
    pub(crate) name: Option<String>,
    /// Whether only who reads the mails of the address can have the token.
    pub(crate) mailed: bool,
}

impl RegistrationToken {
    /// The token. None where signing fails, which it does not.
    pub(crate) fn sign(&self, api: &AccountApi) -> Option<String> {
        let now = api.application.now();
        api.application.tokens().sign(TokenPurpose::Registration, now, now.after(LIFE), self)
    }

    /// What a token says.
    pub(crate) fn read(api: &AccountApi, token: &str) -> Result<Self, ApiError> {
        let read = api.application.tokens().read(TokenPurpose::Registration, api.application.now(), token);
        read.map_err(|_| {
            ApiError::invalid("This link to make an account has expired or is not valid. Ask for a new one.")
        })
    }
}

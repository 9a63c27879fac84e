//! What an access token of the client API says.

use crate::{TokenPurpose, TokenSigner};
use domain::{Account, AccountId, Device, DeviceId, Timestamp};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use uuid::Uuid;

/// What an access token says, in the claims that clients read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccessClaims {
    /// The account's id.
    pub sub: String,
    /// The address.
    pub email: String,
    /// Whether a mail to it was answered.
    pub email_verified: bool,
    /// The person's name.
    pub name: Option<String>,
    /// Always, as there is nothing to pay for.
    pub premium: bool,
    /// The security stamp: a token of an older one is no good.
    pub sstamp: Uuid,
    /// The identifier that the device gave itself.
    pub device: String,
    /// Our name of the device: a token of one that was signed out is no good.
    pub device_id: Uuid,
    /// Bitwarden's number of the device's kind.
    pub devicetype: String,
    /// The program.
    pub client_id: String,
    /// What it may do.
    pub scope: Vec<String>,
    /// How the person proved who they are.
    pub amr: Vec<String>,
}

impl AccessClaims {
    /// The program of tokens that a session of the Admin Console gives its page.
    pub const CONSOLE: &str = "console";

    /// Of a person with a device.
    pub fn new(account: &Account, device: &Device, client_id: &str, scope: &str) -> Self {
        Self {
            sub: account.id.to_string(),
            email: account.email.key().to_owned(),
            email_verified: account.email_verified,
            name: account.name.clone(),
            premium: true,
            sstamp: account.security_stamp,
            device: device.identifier.clone(),
            device_id: device.id.uuid(),
            devicetype: device.device_type.number().to_string(),
            client_id: client_id.to_owned(),
            scope: scope.split(' ').map(str::to_owned).collect(),
            amr: vec!["Application".to_owned()],
        }
    }

    /// The token, good for `life` from now. None where signing fails, which it does not.
    pub fn sign(self, tokens: &TokenSigner, now: Timestamp, life: Duration) -> Option<String> {
        tokens.sign(TokenPurpose::Access, now, now.after(life), self)
    }

    /// What a token says that has not run out; whether it was withdrawn is for the database to say.
    pub fn read(tokens: &TokenSigner, now: Timestamp, token: &str) -> Option<Self> {
        tokens.read(TokenPurpose::Access, now, token).ok()
    }

    /// Whether a person signed in for it: with the master password, and whatever second step there is. An API key is for
    /// programs, and what a session of the console gives must not begin another that outlasts it.
    pub fn is_of_sign_in(&self) -> bool {
        self.client_id != Self::CONSOLE && !self.client_id.starts_with("user.")
    }

    /// Whose it is, and with which device they signed in.
    pub fn account_and_device(&self) -> Option<(AccountId, DeviceId)> {
        Some((AccountId::parse(&self.sub)?, DeviceId::from_uuid(self.device_id)))
    }
}

//! Proofs of the master password.

use crate::{TokenPurpose, TokenSigner};
use domain::{Account, Timestamp};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use uuid::Uuid;

/// What is given for a right master password, to be shown instead of it for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserVerification {
    /// The account's id.
    sub: Uuid,
    /// Its security stamp: a proof of an older master password is none.
    sstamp: Uuid,
    /// When the master password was shown, in microseconds since 1970-01-01T00:00:00Z.
    shown_at: i64,
}

impl UserVerification {
    /// Of a person who has just shown the master password of this account.
    pub const fn of(account: &Account, now: Timestamp) -> Self {
        Self { sub: account.id.uuid(), sstamp: account.security_stamp, shown_at: now.micros() }
    }

    /// As a token that is good for `life`. None where signing fails, which it does not.
    pub fn sign(self, tokens: &TokenSigner, life: Duration) -> Option<String> {
        let now = Timestamp::from_micros(self.shown_at);
        tokens.sign(TokenPurpose::UserVerification, now, now.after(life), self)
    }

    /// What a token says that has not run out.
    pub fn read(tokens: &TokenSigner, now: Timestamp, token: &str) -> Option<Self> {
        tokens.read(TokenPurpose::UserVerification, now, token).ok()
    }

    /// Whether it proves the master password that this account has now.
    pub fn is_of(self, account: &Account) -> bool {
        self.sub == account.id.uuid() && self.sstamp == account.security_stamp
    }

    /// When the master password was shown.
    pub const fn shown_at(self) -> Timestamp {
        Timestamp::from_micros(self.shown_at)
    }
}

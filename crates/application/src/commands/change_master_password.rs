//! A person chooses another master password, or another way to make the master key of it.

use super::{account_events, memberships, sign_out};
use crate::{Call, CommandError};
use domain::{Account, EventType, KdfSettings};
use std::fmt;
use storage::tables::account;
use storage::{Command, Transaction};
use uuid::Uuid;

/// Stores what a new master password, or new key derivation settings, make of the person's keys, and ends every sign-in.
#[derive(Clone)]
pub struct ChangeMasterPassword {
    /// Who asks.
    pub call: Call,
    /// The account of which the old password was checked.
    pub account: Account,
    /// As in [`Account::password_hash`].
    pub password_hash: String,
    /// The hint at the password.
    pub hint: Option<String>,
    /// How the client makes the master key.
    pub kdf: KdfSettings,
    /// The user key under the new master key.
    pub wrapped_user_key: String,
    /// The new security stamp.
    pub stamp: Uuid,
}

impl fmt::Debug for ChangeMasterPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChangeMasterPassword").field("account", &self.account).finish_non_exhaustive()
    }
}

impl Command for ChangeMasterPassword {
    /// The account as it is now; none where it is gone, or what was proved is no proof any more.
    type Output = Option<Account>;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Option<Account>, CommandError> {
        let memberships = memberships::lock_all(tx, self.account.id).await?;
        let found = account::lock(tx, self.account.id).await?;
        let Some(mut account) = found.filter(|account| account.security_stamp == self.account.security_stamp) else {
            return Ok(None);
        };
        account_events::record(tx, &self.call, &account, EventType::AccountChangedPassword, &memberships).await?;
        account.password_hash.clone_from(&self.password_hash);
        account.kdf = self.kdf;
        account.keys.wrapped_user_key.clone_from(&self.wrapped_user_key);
        account.set_hint(self.hint.clone())?;
        account.must_change_password = false;
        sign_out::everywhere(tx, &self.call, &mut account, self.stamp).await?;
        Ok(Some(account))
    }
}

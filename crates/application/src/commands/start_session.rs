//! A person signs in.

use super::account_events;
use crate::{Call, CommandError};
use domain::{Account, AccountSession, Device, EventType, SecretDigest, Timestamp};
use storage::tables::{account, account_session, device};
use storage::{Command, Transaction};

/// Notes a sign-in of a person who has proved who they are: the device, and a session in place of the device's last one.
#[derive(Debug, Clone)]
pub struct StartSession {
    /// Who asks.
    pub call: Call,
    /// The account of which the proof was checked.
    pub account: Account,
    /// The device.
    pub device: Device,
    /// The session, with the digest of its refresh token; none for a client that signs in each time.
    pub session: Option<(AccountSession, SecretDigest)>,
    /// The digest of the token by which the device is let in without a second step from now on, and until when.
    pub remember: Option<(SecretDigest, Timestamp)>,
}

impl Command for StartSession {
    /// The account as it is now; none where it is gone, or what was proved is no proof any more.
    type Output = Option<Account>;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Option<Account>, CommandError> {
        let id = self.account.id;
        account_events::record(tx, &self.call, &self.account, EventType::AccountSignedIn).await?;
        let found = account::lock(tx, id).await?;
        let Some(account) = found.filter(|account| account.security_stamp == self.account.security_stamp) else {
            return Ok(None);
        };
        device::upsert(tx, &self.device).await?;
        if let Some((digest, until)) = &self.remember {
            device::remember(tx, id, &self.device.identifier, digest, *until).await?;
        }
        if let Some((session, digest)) = &self.session {
            account_session::delete_over(tx, id, self.call.now, account.security_stamp).await?;
            account_session::delete_of_device(tx, id, &self.device.identifier).await?;
            account_session::insert(tx, session, digest).await?;
        }
        Ok(Some(account))
    }
}

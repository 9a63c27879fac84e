//! A person signs in.

use super::{account_events, memberships};
use crate::{Call, CommandError};
use domain::{Account, AccountSession, Device, EventType, SecretDigest, Timestamp};
use storage::tables::{account, account_session, device};
use storage::{Command, Transaction};

/// Devices of one kind that a person has at most, those that were there last. Programs that make a name up at each sign-in
/// shall not fill the list, nor drive out what the person uses.
const KEPT: i64 = 50;

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
    /// The account and the device as they are now; none where the account is gone, or what was proved is no proof any more.
    type Output = Option<(Account, Device)>;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Option<(Account, Device)>, CommandError> {
        let id = self.account.id;
        let memberships = memberships::lock_all(tx, id).await?;
        let found = account::lock(tx, id).await?;
        let Some(account) = found.filter(|account| account.security_stamp == self.account.security_stamp) else {
            return Ok(None);
        };
        account_events::record(tx, &self.call, &account, EventType::AccountSignedIn, &memberships).await?;
        let device = Device { id: device::upsert(tx, &self.device).await?, ..self.device.clone() };
        if device::delete_oldest(tx, &device, KEPT).await? > 0 {
            account_session::delete_without_device(tx, id).await?;
        }
        if let Some((digest, until)) = &self.remember {
            device::remember(tx, id, &self.device.identifier, digest, *until).await?;
        }
        if let Some((session, digest)) = &self.session {
            account_session::delete_over(tx, id, self.call.now, account.security_stamp).await?;
            account_session::delete_of_device(tx, id, &self.device.identifier).await?;
            account_session::insert(tx, session, digest).await?;
        }
        Ok(Some((account, device)))
    }
}

//! A client shows its refresh token for new tokens.

use crate::RefreshToken;
use domain::{Account, AccountSession, Device, Timestamp};
use std::time::Duration;
use storage::tables::account_session::{self, StoredSession};
use storage::tables::{account, device};
use storage::{Command, StorageError, Transaction};

/// How long a replaced token is still taken: programs of one profile may race.
const RACE: Duration = Duration::from_mins(1);
/// Replaced tokens that are remembered at most.
const REMEMBERED: usize = 100;

/// Replaces a refresh token.
#[derive(Debug, Clone)]
pub struct RefreshSession {
    /// The moment of the call.
    pub now: Timestamp,
    /// What the client shows.
    pub shown: RefreshToken,
    /// What it gets.
    pub next: RefreshToken,
    /// When the session ends unless it is used before.
    pub expires_at: Timestamp,
}

/// A session that goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshedSession {
    /// The account.
    pub account: Account,
    /// The session.
    pub session: AccountSession,
    /// Its device.
    pub device: Device,
    /// Whether the next token holds. Where another program was faster, it has one that does.
    pub is_replaced: bool,
}

impl Command for RefreshSession {
    /// None where the session is over, or is ended by this: a token that was replaced long ago comes back when somebody
    /// has a copy of it, and nobody knows who of the two is the thief.
    type Output = Option<RefreshedSession>;
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Option<RefreshedSession>, StorageError> {
        let (account_id, session_id) = (self.shown.account_id, self.shown.session_id);
        let Some(account) = account::lock(tx, account_id).await? else { return Ok(None) };
        let Some(mut stored) = account_session::lock(tx, account_id, session_id).await? else { return Ok(None) };
        let device = device::find(tx, account_id, &stored.session.device_identifier).await?;
        let Some((device, is_replaced)) = device.zip(self.judge(&stored, &account)) else {
            account_session::delete(tx, account_id, session_id).await?;
            return Ok(None);
        };
        if is_replaced {
            stored.replaced.retain(|(_, at)| at.after(RACE) > self.now);
            stored.replaced.truncate(REMEMBERED - 1);
            stored.replaced.insert(0, (stored.digest, self.now));
            stored.digest = self.next.digest();
            (stored.session.rotated_at, stored.session.expires_at) = (self.now, self.expires_at);
            account_session::rotate(tx, &stored).await?;
            device::seen(tx, account_id, &stored.session.device_identifier, self.now).await?;
        }
        Ok(Some(RefreshedSession { account, session: stored.session, device, is_replaced }))
    }
}

impl RefreshSession {
    /// Whether the next token holds; none where the session is over.
    fn judge(&self, stored: &StoredSession, account: &Account) -> Option<bool> {
        let session = &stored.session;
        if session.expires_at <= self.now || session.security_stamp != account.security_stamp {
            return None;
        }
        let shown = self.shown.digest();
        if shown == stored.digest {
            return Some(true);
        }
        let raced = stored.replaced.iter().any(|(digest, at)| *digest == shown && at.after(RACE) > self.now);
        raced.then_some(false)
    }
}

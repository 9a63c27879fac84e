//! A client shows its refresh token for new tokens.

use crate::RefreshToken;
use domain::{Account, AccountSession, Device, Timestamp};
use std::time::Duration;
use storage::tables::account_session::{self, StoredSession};
use storage::tables::{account, device};
use storage::{Command, StorageError, Transaction};

/// How long a replaced token is still taken while its successor is in use: programs of one profile may race.
const RACE: Duration = Duration::from_mins(1);
/// Replaced tokens that are remembered at most.
const REMEMBERED: usize = 100;

/// Replaces a refresh token.
///
/// A token whose successor was never shown is good as before: the answer that carried the successor may have been lost. It
/// is replaced anew, and the lost one is no good any more.
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
    /// None where the session is over, or is ended by this: a token that was replaced comes back when somebody has a copy
    /// of it, and nobody knows who of the two is the thief. Then the device is signed out with all its tokens.
    type Output = Option<RefreshedSession>;
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Option<RefreshedSession>, StorageError> {
        let (account_id, session_id) = (self.shown.account_id, self.shown.session_id);
        let Some(account) = account::lock(tx, account_id).await? else { return Ok(None) };
        let Some(mut stored) = account_session::lock(tx, account_id, session_id).await? else { return Ok(None) };
        let device = device::find(tx, account_id, &stored.session.device_identifier).await?;
        let verdict = self.judge(&stored, &account);
        let Some(device) = device.filter(|_| matches!(verdict, Verdict::Current | Verdict::Raced)) else {
            account_session::delete(tx, account_id, session_id).await?;
            if verdict == Verdict::Reused {
                device::delete(tx, account_id, &stored.session.device_identifier).await?;
            }
            return Ok(None);
        };
        let is_replaced = verdict == Verdict::Current;
        if is_replaced {
            let shown = self.shown.digest();
            stored.replaced.retain(|(digest, at)| at.after(RACE) > self.now && *digest != shown);
            stored.replaced.truncate(REMEMBERED - 1);
            stored.replaced.insert(0, (shown, self.now));
            stored.digest = self.next.digest();
            (stored.session.rotated_at, stored.session.expires_at) = (self.now, self.expires_at);
            account_session::rotate(tx, &stored).await?;
            device::seen(tx, account_id, &stored.session.device_identifier, self.now).await?;
        }
        Ok(Some(RefreshedSession { account, session: stored.session, device, is_replaced }))
    }
}

/// What a token is that somebody shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// The one that holds, or the one before it whose successor was never shown.
    Current,
    /// Another program of the same profile was faster.
    Raced,
    /// Replaced, and the successor was in use.
    Reused,
    /// Of a session that is over.
    Over,
}

impl RefreshSession {
    fn judge(&self, stored: &StoredSession, account: &Account) -> Verdict {
        let session = &stored.session;
        if session.expires_at <= self.now || session.security_stamp != account.security_stamp {
            return Verdict::Over;
        }
        let shown = self.shown.digest();
        if stored.replaced.iter().any(|(digest, at)| *digest == shown && at.after(RACE) > self.now) {
            return Verdict::Raced;
        }
        // Were the one that holds ever shown, another one would stand before it.
        let before = stored.replaced.first().map(|(digest, _)| *digest);
        if shown == stored.digest || before == Some(shown) { Verdict::Current } else { Verdict::Reused }
    }
}

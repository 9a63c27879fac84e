//! What happens to a session of the Admin Console while it goes on.

use domain::{AccountId, BrowserSessionId, Timestamp};
use storage::tables::browser_session;
use storage::{Command, StorageError, Transaction};

/// What happens to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrowserSessionUse {
    /// Its browser asked for something.
    Seen,
    /// The person proved to know the master password.
    Verified,
    /// The person signs out.
    Ended,
}

/// Writes down what happens to a session. One that is gone stays gone.
#[derive(Debug, Clone, Copy)]
pub struct UseBrowserSession {
    /// Whose.
    pub account_id: AccountId,
    /// Which.
    pub id: BrowserSessionId,
    /// What happens.
    pub what: BrowserSessionUse,
    /// When.
    pub now: Timestamp,
}

impl Command for UseBrowserSession {
    type Output = ();
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<(), StorageError> {
        let key = (self.account_id, self.id);
        match self.what {
            BrowserSessionUse::Seen => browser_session::seen(tx, key, self.now).await,
            BrowserSessionUse::Verified => browser_session::verified(tx, key, self.now).await,
            BrowserSessionUse::Ended => browser_session::delete(tx, key).await,
        }
    }
}

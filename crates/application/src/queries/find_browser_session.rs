//! Who is signed in to the Admin Console.

use domain::{Account, AccountId, BrowserSession, BrowserSessionId, SecretDigest, Timestamp};
use storage::tables::{account, browser_session};
use storage::{Query, Snapshot, StorageError};

/// The session that a cookie names, with its account; none where it has ended in whatever way: unused for too long, by a new
/// security stamp, or because its device was signed out.
#[derive(Debug, Clone)]
pub struct FindBrowserSession {
    /// Whose.
    pub account_id: AccountId,
    /// Which.
    pub id: BrowserSessionId,
    /// Of the secret that the cookie holds.
    pub digest: SecretDigest,
    /// The present moment.
    pub now: Timestamp,
}

impl Query for FindBrowserSession {
    type Output = Option<(BrowserSession, Account)>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Self::Output, StorageError> {
        let found = browser_session::find(at, self.account_id, self.id).await?;
        // Digests are compared in constant time.
        let Some((session, _)) = found.filter(|(session, digest)| *digest == self.digest && !session.is_over(self.now))
        else {
            return Ok(None);
        };
        let device = (session.device_identifier.as_str(), session.device_id);
        let account = account::find_by_device(at, self.account_id, device).await?;
        Ok(account.filter(|account| account.security_stamp == session.security_stamp).map(|account| (session, account)))
    }
}

//! A person signs in to the Admin Console.

use domain::{BrowserSession, SecretDigest};
use storage::tables::{account, browser_session};
use storage::{Command, StorageError, Transaction};

/// Begins a session of a browser, in place of the one that the same browser had.
#[derive(Debug, Clone)]
pub struct StartBrowserSession {
    /// The session, by a person who has proved who they are.
    pub session: BrowserSession,
    /// Of the secret in its cookie.
    pub digest: SecretDigest,
}

impl Command for StartBrowserSession {
    /// False where the account is gone, or the proof is no proof any more.
    type Output = bool;
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<bool, StorageError> {
        let session = &self.session;
        let id = session.account_id;
        // Whatever ends sign-ins waits, or has happened.
        account::lock(tx, id).await?;
        let device = (session.device_identifier.as_str(), session.device_id);
        let signed_in = account::find_by_device(tx, id, device).await?;
        if signed_in.is_none_or(|account| account.security_stamp != session.security_stamp) {
            return Ok(false);
        }
        browser_session::delete_over(tx, id, session.created_at, session.security_stamp).await?;
        browser_session::delete_of_device(tx, id, &session.device_identifier).await?;
        browser_session::insert(tx, session, &self.digest).await?;
        Ok(true)
    }
}

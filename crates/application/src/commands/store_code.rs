//! A code is about to be mailed to a person.

use domain::{AccountId, CodePurpose, SecretDigest, Timestamp};
use std::time::Duration;
use storage::tables::account_code;
use storage::{Command, StorageError, Transaction};

/// How long a code stands before another one takes its place: nobody shall flood a mailbox, or keep the person from
/// showing the code that has just come.
const PAUSE: Duration = Duration::from_secs(30);

/// Stores a code, in place of the last one of its purpose. All codes are good for equally long.
#[derive(Debug, Clone)]
pub(crate) struct StoreCode {
    pub(crate) account_id: AccountId,
    pub(crate) purpose: CodePurpose,
    pub(crate) digest: SecretDigest,
    /// Where it is mailed to.
    pub(crate) address: String,
    pub(crate) now: Timestamp,
    pub(crate) expires_at: Timestamp,
}

impl Command for StoreCode {
    /// False where another one was mailed a moment ago.
    type Output = bool;
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<bool, StorageError> {
        let whose = (self.account_id, self.purpose);
        let times = (self.now, self.expires_at.before(PAUSE), self.expires_at);
        account_code::put(tx, whose, &self.digest, &self.address, times).await
    }
}

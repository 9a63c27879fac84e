//! A code is about to be mailed to a person.

use domain::{AccountId, CodePurpose, SecretDigest, Timestamp};
use storage::tables::account_code;
use storage::{Command, StorageError, Transaction};

/// Stores a code, in place of the last one of its purpose.
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
    type Output = ();
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<(), StorageError> {
        let (whose, times) = ((self.account_id, self.purpose), (self.now, self.expires_at));
        account_code::put(tx, whose, &self.digest, &self.address, times).await
    }
}

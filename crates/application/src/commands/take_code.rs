//! A person shows a code that was mailed to them.

use domain::{AccountId, CodePurpose, SecretDigest, Timestamp};
use storage::tables::account_code;
use storage::{Command, StorageError, Transaction};

/// Wrong codes until nothing is taken any more before the code runs out.
const ATTEMPTS: i64 = 10;

/// Takes a code, once. A wrong one is counted.
#[derive(Debug, Clone)]
pub(crate) struct TakeCode {
    pub(crate) account_id: AccountId,
    pub(crate) purpose: CodePurpose,
    pub(crate) digest: SecretDigest,
    pub(crate) now: Timestamp,
}

impl Command for TakeCode {
    /// The address that the code was mailed to; none where it is wrong, has run out, or too many were wrong before.
    type Output = Option<String>;
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Option<String>, StorageError> {
        take(tx, (self.account_id, self.purpose), &self.digest, self.now).await
    }
}

/// Takes a code together with what it is shown for. A wrong one is counted where the transaction is committed.
pub(super) async fn take(
    tx: &mut Transaction<'_>,
    (account_id, purpose): (AccountId, CodePurpose),
    digest: &SecretDigest,
    now: Timestamp,
) -> Result<Option<String>, StorageError> {
    let Some(code) = account_code::attempt(tx, account_id, purpose).await? else { return Ok(None) };
    if code.digest != *digest || code.attempts > ATTEMPTS || code.expires_at <= now {
        return Ok(None);
    }
    account_code::delete(tx, account_id, purpose).await?;
    Ok(Some(code.address))
}

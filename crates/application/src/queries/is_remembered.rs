//! Whether a device needs no second step.

use domain::{AccountId, SecretDigest, Timestamp};
use storage::tables::device;
use storage::{Query, Snapshot, StorageError};

/// Whether a device shows a token by which it is let in without a second step.
#[derive(Debug, Clone)]
pub struct IsRemembered {
    /// Whose device.
    pub account_id: AccountId,
    /// The name that it gave itself.
    pub device_identifier: String,
    /// Of the token.
    pub digest: SecretDigest,
    /// The moment.
    pub now: Timestamp,
}

impl Query for IsRemembered {
    type Output = bool;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<bool, StorageError> {
        let found = device::find_remembered(at, self.account_id, &self.device_identifier, self.now).await?;
        Ok(found == Some(self.digest))
    }
}

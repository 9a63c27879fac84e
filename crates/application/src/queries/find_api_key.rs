//! What a client that signs in with an API key is checked by.

use domain::{Account, AccountId, SecretDigest};
use storage::tables::{account, account_api_key};
use storage::{Query, Snapshot, StorageError};

/// An account with the digest of its API key, if it has one.
#[derive(Debug, Clone, Copy)]
pub struct FindApiKey(pub AccountId);

impl Query for FindApiKey {
    type Output = Option<(Account, SecretDigest)>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<(Account, SecretDigest)>, StorageError> {
        let account = account::find(at, self.0).await?;
        let key = account_api_key::find(at, self.0).await?;
        Ok(account.zip(key).map(|(account, (digest, _))| (account, digest)))
    }
}

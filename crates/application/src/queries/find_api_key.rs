//! API keys: what a client that signs in with one is checked by, and what an owner sees of an organization's.

use domain::{Account, AccountId, OrganizationId, SecretDigest, Timestamp};
use storage::tables::{account, account_api_key, organization_api_key};
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

/// When an organization's API key was made; none where it has none.
#[derive(Debug, Clone, Copy)]
pub struct FindOrganizationApiKey(pub OrganizationId);

impl Query for FindOrganizationApiKey {
    type Output = Option<Timestamp>;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<Timestamp>, StorageError> {
        Ok(organization_api_key::find(at, self.0).await?.map(|stored| stored.revised_at))
    }
}

//! A person asks for their API key.

use crate::{ApiKeySecret, Call};
use domain::AccountId;
use storage::tables::{account, account_api_key};
use storage::{Command, StorageError, Transaction};

/// Shows a person's API key, and makes it where there is none, or where another one is wanted.
#[derive(Debug, Clone)]
pub struct CreateAccountApiKey {
    /// Who asks.
    pub call: Call,
    /// Which account.
    pub id: AccountId,
    /// The key, if one is made.
    pub key: ApiKeySecret,
    /// Whether one that is there is replaced.
    pub rotate: bool,
}

impl Command for CreateAccountApiKey {
    /// The key; none where the account is gone.
    type Output = Option<ApiKeySecret>;
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Option<ApiKeySecret>, StorageError> {
        if account::lock(tx, self.id).await?.is_none() {
            return Ok(None);
        }
        let (data_key, owner) = (&self.call.data_key, self.id.uuid());
        if let Some((_, sealed)) = account_api_key::find(tx, self.id).await?
            && !self.rotate
        {
            let key = ApiKeySecret::open(data_key, owner, &sealed);
            // Not none: that is told as a token that is no good, and makes clients forget everything.
            return key
                .map(Some)
                .ok_or_else(|| StorageError::Driver("the API key does not open with this data key".to_owned()));
        }
        let sealed = self.key.seal(data_key, owner, &self.call.entropy);
        let sealed = sealed.ok_or_else(|| StorageError::Driver("the API key could not be sealed".to_owned()))?;
        account_api_key::put(tx, self.id, &self.key.digest(), &sealed).await?;
        Ok(Some(self.key.clone()))
    }
}

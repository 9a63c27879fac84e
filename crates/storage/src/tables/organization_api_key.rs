//! API keys of organizations: the digest to check one, and the sealed key to show it again.

use crate::{Param, Snapshot, StorageError, Transaction, statements};
use domain::{OrganizationId, SecretDigest, Timestamp};

statements! {
    /// The key of an organization.
    OF_ORGANIZATION: Point = "SELECT api_key_digest, api_key_sealed, api_key_revised_at FROM organization WHERE id = $1";
    /// Gives an organization a key.
    PUT: Write = "UPDATE organization SET api_key_digest = $2, api_key_sealed = $3, api_key_revised_at = $4 WHERE id = $1";
}

/// An organization's API key, as it is stored.
#[derive(Debug, Clone)]
pub struct StoredApiKey {
    /// What is compared.
    pub digest: SecretDigest,
    /// What is opened to show it again.
    pub sealed: Vec<u8>,
    /// When it was made.
    pub revised_at: Timestamp,
}

/// The key of an organization, if there is one.
pub async fn find(at: &mut Snapshot<'_>, id: OrganizationId) -> Result<Option<StoredApiKey>, StorageError> {
    let params = [id.uuid().into()];
    let found = at.fetch_optional(&OF_ORGANIZATION, &params, |row| {
        let Some(bytes) = row.opt_bytes(0)? else { return Ok(None) };
        let digest = SecretDigest::from_bytes(bytes).ok_or_else(|| row.corrupt(0))?;
        let revised_at = Timestamp::from_micros(row.int(2)?);
        Ok(Some(StoredApiKey { digest, sealed: row.bytes(1)?.to_vec(), revised_at }))
    });
    found.await.map(Option::flatten)
}

/// Stores an organization's key, in place of the one before.
pub async fn put(tx: &mut Transaction<'_>, id: OrganizationId, key: &StoredApiKey) -> Result<(), StorageError> {
    let params: [Param<'_>; 4] =
        [id.uuid().into(), key.digest.as_bytes().into(), key.sealed.as_slice().into(), key.revised_at.micros().into()];
    tx.execute(&PUT, &params).await.map(drop)
}

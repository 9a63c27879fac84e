//! API keys of people: the digest to check one, and the sealed key to show it again.

use crate::{Snapshot, StorageError, Transaction, statements};
use domain::{AccountId, SecretDigest};

statements! {
    /// The key of a person.
    OF_ACCOUNT: Point = "SELECT api_key_digest, api_key_sealed FROM account WHERE id = $1";
    /// Gives a person a key.
    PUT: Write = "UPDATE account SET api_key_digest = $2, api_key_sealed = $3 WHERE id = $1";
}

/// The digest and the sealed text of a person's key, if there is one.
pub async fn find(at: &mut Snapshot<'_>, id: AccountId) -> Result<Option<(SecretDigest, Vec<u8>)>, StorageError> {
    let params = [id.uuid().into()];
    let found = at.fetch_optional(&OF_ACCOUNT, &params, |row| {
        let Some(bytes) = row.opt_bytes(0)? else { return Ok(None) };
        let digest = SecretDigest::from_bytes(bytes).ok_or_else(|| row.corrupt(0))?;
        Ok(Some((digest, row.bytes(1)?.to_vec())))
    });
    found.await.map(Option::flatten)
}

/// Stores a person's key, in place of the one before.
pub async fn put(
    tx: &mut Transaction<'_>,
    id: AccountId,
    digest: &SecretDigest,
    sealed: &[u8],
) -> Result<(), StorageError> {
    tx.execute(&PUT, &[id.uuid().into(), digest.as_bytes().into(), sealed.into()]).await.map(drop)
}

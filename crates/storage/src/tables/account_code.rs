//! Codes that were mailed to people.

use crate::{Param, StorageError, Transaction, statements};
use domain::{AccountId, CodePurpose, SecretDigest, Timestamp};

statements! {
    /// Puts a code in place of the last one of its purpose, unless that is too new. Wrong guesses at one that had not run
    /// out go on counting.
    UPSERT: Write = "INSERT INTO account_code (account_id, purpose, digest, address, attempts, expires_at) \
        VALUES ($1, $2, $3, $4, 0, $5) ON CONFLICT (account_id, purpose) DO UPDATE SET digest = excluded.digest, \
        address = excluded.address, expires_at = excluded.expires_at, \
        attempts = CASE WHEN account_code.expires_at > $6 THEN account_code.attempts ELSE 0 END \
        WHERE account_code.expires_at <= $7";
    /// Counts an attempt, which locks the code until the end of the transaction, and reads it.
    ATTEMPT: Write = "UPDATE account_code SET attempts = attempts + 1 WHERE account_id = $1 AND purpose = $2 \
        RETURNING digest, address, attempts, expires_at";
    /// Takes a code away.
    DELETE: Write = "DELETE FROM account_code WHERE account_id = $1 AND purpose = $2";
    /// Takes all codes of a person away.
    DELETE_OF_ACCOUNT: WriteRange = "DELETE FROM account_code WHERE account_id = $1";
}

/// A code that was mailed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailedCode {
    /// Its digest under a key that is not in the database.
    pub digest: SecretDigest,
    /// Where it was mailed to.
    pub address: String,
    /// Attempts so far, this one included.
    pub attempts: i64,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

/// Stores a new code, in place of the last one of its purpose; false, with nothing stored, where that is good for longer
/// than until `newest`.
pub async fn put(
    tx: &mut Transaction<'_>,
    (account_id, purpose): (AccountId, CodePurpose),
    digest: &SecretDigest,
    address: &str,
    (now, newest, expires_at): (Timestamp, Timestamp, Timestamp),
) -> Result<bool, StorageError> {
    let params: [Param<'_>; 7] = [
        account_id.uuid().into(),
        purpose.number().into(),
        digest.as_bytes().into(),
        address.into(),
        expires_at.micros().into(),
        now.micros().into(),
        newest.micros().into(),
    ];
    Ok(tx.execute(&UPSERT, &params).await? > 0)
}

/// Counts an attempt at a code and reads it.
pub async fn attempt(
    tx: &mut Transaction<'_>,
    account_id: AccountId,
    purpose: CodePurpose,
) -> Result<Option<MailedCode>, StorageError> {
    tx.fetch_optional(&ATTEMPT, &[account_id.uuid().into(), purpose.number().into()], |row| {
        Ok(MailedCode {
            digest: SecretDigest::from_bytes(row.bytes(0)?).ok_or_else(|| row.corrupt(0))?,
            address: row.text(1)?.to_owned(),
            attempts: row.int(2)?,
            expires_at: Timestamp::from_micros(row.int(3)?),
        })
    })
    .await
}

/// Takes a code away.
pub async fn delete(tx: &mut Transaction<'_>, account_id: AccountId, purpose: CodePurpose) -> Result<(), StorageError> {
    tx.execute(&DELETE, &[account_id.uuid().into(), purpose.number().into()]).await.map(drop)
}

/// Takes all codes of a person away.
pub async fn delete_of_account(tx: &mut Transaction<'_>, account_id: AccountId) -> Result<(), StorageError> {
    tx.execute(&DELETE_OF_ACCOUNT, &[account_id.uuid().into()]).await.map(drop)
}

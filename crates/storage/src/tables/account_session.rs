//! Sign-ins that go on.

use crate::{Param, Row, StorageError, Transaction, statements};
use domain::{AccountId, AccountSession, SecretDigest, SessionId, Timestamp};

macro_rules! columns {
    () => {
        "id, device_identifier, client_id, security_stamp, created_at, rotated_at, expires_at"
    };
}

statements! {
    /// Locks a session until the end of the transaction and reads it.
    LOCK: Write = concat!(
        "UPDATE account_session SET rotated_at = rotated_at WHERE account_id = $1 AND id = $2 RETURNING ", columns!(),
        ", token_digest, replaced_digests"
    );
    /// Begins a session.
    INSERT: Write = "INSERT INTO account_session (account_id, id, device_identifier, client_id, security_stamp, \
        created_at, rotated_at, expires_at, token_digest, replaced_digests) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// Replaces the refresh token.
    ROTATE: Write = "UPDATE account_session SET token_digest = $3, replaced_digests = $4, rotated_at = $5, \
        expires_at = $6 WHERE account_id = $1 AND id = $2";
    /// Ends a session.
    DELETE: Write = "DELETE FROM account_session WHERE account_id = $1 AND id = $2";
    /// Ends what a device signed in to before.
    DELETE_OF_DEVICE: WriteRange = "DELETE FROM account_session WHERE account_id = $1 AND device_identifier = $2";
    /// Ends the sessions of devices that are there no longer.
    DELETE_WITHOUT_DEVICE: WriteRange = "DELETE FROM account_session WHERE account_id = $1 AND NOT EXISTS \
        (SELECT 1 FROM device d WHERE d.account_id = $1 AND d.identifier = account_session.device_identifier)";
    /// Ends all sessions of a person.
    DELETE_OF_ACCOUNT: WriteRange = "DELETE FROM account_session WHERE account_id = $1";
    /// Ends every session of a person that has run out, or was begun under another security stamp.
    DELETE_OVER: WriteRange = "DELETE FROM account_session WHERE account_id = $1 \
        AND (expires_at <= $2 OR security_stamp <> $3)";
}

/// A session with the digests of its refresh tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSession {
    /// The session.
    pub session: AccountSession,
    /// Of the token that holds.
    pub digest: SecretDigest,
    /// Of those that it replaced lately, with the moment.
    pub replaced: Vec<(SecretDigest, Timestamp)>,
}

/// Bytes of a replaced digest and its moment.
const REPLACED: usize = 32 + 8;

/// Locks and reads a session.
pub async fn lock(
    tx: &mut Transaction<'_>,
    account_id: AccountId,
    id: SessionId,
) -> Result<Option<StoredSession>, StorageError> {
    tx.fetch_optional(&LOCK, &[account_id.uuid().into(), id.uuid().into()], |row| {
        let digest = SecretDigest::from_bytes(row.bytes(7)?).ok_or_else(|| row.corrupt(7))?;
        let replaced = decode(row.bytes(8)?).ok_or_else(|| row.corrupt(8))?;
        Ok(StoredSession { session: read(row, account_id)?, digest, replaced })
    })
    .await
}

/// Stores a session that begins.
pub async fn insert(
    tx: &mut Transaction<'_>,
    session: &AccountSession,
    digest: &SecretDigest,
) -> Result<(), StorageError> {
    let params: [Param<'_>; 10] = [
        session.account_id.uuid().into(),
        session.id.uuid().into(),
        (&session.device_identifier).into(),
        (&session.client_id).into(),
        session.security_stamp.into(),
        session.created_at.micros().into(),
        session.rotated_at.micros().into(),
        session.expires_at.micros().into(),
        digest.as_bytes().into(),
        (&[0; 0]).into(),
    ];
    tx.execute(&INSERT, &params).await.map(drop)
}

/// Stores that another refresh token holds.
pub async fn rotate(tx: &mut Transaction<'_>, stored: &StoredSession) -> Result<(), StorageError> {
    let replaced = encode(&stored.replaced);
    let params = [
        stored.session.account_id.uuid().into(),
        stored.session.id.uuid().into(),
        stored.digest.as_bytes().into(),
        (&replaced).into(),
        stored.session.rotated_at.micros().into(),
        stored.session.expires_at.micros().into(),
    ];
    tx.execute(&ROTATE, &params).await.map(drop)
}

fn encode(replaced: &[(SecretDigest, Timestamp)]) -> Vec<u8> {
    let bytes =
        |(digest, at): &(SecretDigest, Timestamp)| [digest.as_bytes().as_slice(), &at.micros().to_be_bytes()].concat();
    replaced.iter().flat_map(bytes).collect()
}

fn decode(bytes: &[u8]) -> Option<Vec<(SecretDigest, Timestamp)>> {
    let one = |bytes: &[u8]| {
        let (digest, at) = bytes.split_at_checked(32)?;
        Some((SecretDigest::from_bytes(digest)?, Timestamp::from_micros(i64::from_be_bytes(at.try_into().ok()?))))
    };
    bytes.chunks(REPLACED).map(one).collect()
}

/// Ends a session.
pub async fn delete(tx: &mut Transaction<'_>, account_id: AccountId, id: SessionId) -> Result<(), StorageError> {
    tx.execute(&DELETE, &[account_id.uuid().into(), id.uuid().into()]).await.map(drop)
}

/// Ends what a device signed in to before: a device has one session.
pub async fn delete_of_device(
    tx: &mut Transaction<'_>,
    account_id: AccountId,
    device_identifier: &str,
) -> Result<(), StorageError> {
    tx.execute(&DELETE_OF_DEVICE, &[account_id.uuid().into(), device_identifier.into()]).await.map(drop)
}

/// Ends the sessions of a person's devices that were removed.
pub async fn delete_without_device(tx: &mut Transaction<'_>, account_id: AccountId) -> Result<(), StorageError> {
    tx.execute(&DELETE_WITHOUT_DEVICE, &[account_id.uuid().into()]).await.map(drop)
}

/// Ends all sessions of a person.
pub async fn delete_of_account(tx: &mut Transaction<'_>, account_id: AccountId) -> Result<(), StorageError> {
    tx.execute(&DELETE_OF_ACCOUNT, &[account_id.uuid().into()]).await.map(drop)
}

/// Drops the sessions of a person that are over.
pub async fn delete_over(
    tx: &mut Transaction<'_>,
    account_id: AccountId,
    now: Timestamp,
    security_stamp: uuid::Uuid,
) -> Result<(), StorageError> {
    tx.execute(&DELETE_OVER, &[account_id.uuid().into(), now.micros().into(), security_stamp.into()]).await.map(drop)
}

fn read(row: &dyn Row, account_id: AccountId) -> Result<AccountSession, StorageError> {
    Ok(AccountSession {
        account_id,
        id: SessionId::from_uuid(row.uuid(0)?),
        device_identifier: row.text(1)?.to_owned(),
        client_id: row.text(2)?.to_owned(),
        security_stamp: row.uuid(3)?,
        created_at: Timestamp::from_micros(row.int(4)?),
        rotated_at: Timestamp::from_micros(row.int(5)?),
        expires_at: Timestamp::from_micros(row.int(6)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaced_digests_are_kept_with_their_moments() {
        let one = (SecretDigest::of(b"one"), Timestamp::from_micros(-1));
        let two = (SecretDigest::of(b"two"), Timestamp::from_micros(i64::MAX));
        for list in [vec![], vec![one], vec![one, two]] {
            assert_eq!(decode(&encode(&list)), Some(list));
        }
        assert_eq!(decode(&[0; 39]), None);
    }
}

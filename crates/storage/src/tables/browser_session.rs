//! Browsers that are signed in to the Admin Console.

#[cfg(test)]
use super::values::Generated;
use super::values::{SHORTEST, numbered, short_lists};
#[cfg(test)]
use crate::Cost;
use crate::{Param, Row, Snapshot, StorageError, Transaction, statements};
use domain::{AccountId, BrowserSession, BrowserSessionId, DeviceId, SecretDigest, Timestamp};
use uuid::Uuid;

statements! {
    /// One session.
    BY_ID: Point = "SELECT id, security_stamp, device_identifier, device_id, created_at, last_seen_at, verified_at, \
        expires_at, digest FROM browser_session WHERE account_id = $1 AND id = $2";
    /// Begins a session.
    INSERT: Write = "INSERT INTO browser_session (account_id, id, digest, security_stamp, device_identifier, device_id, \
        created_at, last_seen_at, verified_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// Writes down that a session is used.
    SEEN: Write = "UPDATE browser_session SET last_seen_at = $3 WHERE account_id = $1 AND id = $2";
    /// Writes down that the person proved to know the master password.
    VERIFIED: Write = "UPDATE browser_session SET verified_at = $3 WHERE account_id = $1 AND id = $2";
    /// Ends a session.
    DELETE: Write = "DELETE FROM browser_session WHERE account_id = $1 AND id = $2";
    /// Ends what a device signed in to before.
    DELETE_OF_DEVICE: WriteRange = "DELETE FROM browser_session WHERE account_id = $1 AND device_identifier = $2";
    /// Ends all sessions of a person.
    DELETE_OF_ACCOUNT: WriteRange = "DELETE FROM browser_session WHERE account_id = $1";
    /// Drops the sessions of a person that have run out, or were begun under another security stamp.
    DELETE_OVER: WriteRange = "DELETE FROM browser_session WHERE account_id = $1 \
        AND (expires_at <= $2 OR last_seen_at <= $3 OR security_stamp <> $4)";
}

/// A session with the digest of its secret.
pub async fn find(
    at: &mut Snapshot<'_>,
    account_id: AccountId,
    id: BrowserSessionId,
) -> Result<Option<(BrowserSession, SecretDigest)>, StorageError> {
    at.fetch_optional(&BY_ID, &[account_id.uuid().into(), id.uuid().into()], |row| {
        let digest = SecretDigest::from_bytes(row.bytes(8)?).ok_or_else(|| row.corrupt(8))?;
        Ok((read(row, account_id)?, digest))
    })
    .await
}

/// Stores a session that begins.
pub async fn insert(
    tx: &mut Transaction<'_>,
    session: &BrowserSession,
    digest: &SecretDigest,
) -> Result<(), StorageError> {
    let params: [Param<'_>; 10] = [
        session.account_id.uuid().into(),
        session.id.uuid().into(),
        digest.as_bytes().into(),
        session.security_stamp.into(),
        (&session.device_identifier).into(),
        session.device_id.uuid().into(),
        session.created_at.micros().into(),
        session.last_seen_at.micros().into(),
        session.verified_at.map(Timestamp::micros).into(),
        session.expires_at.micros().into(),
    ];
    tx.execute(&INSERT, &params).await.map(drop)
}

/// Stores that a session is used.
pub async fn seen(
    tx: &mut Transaction<'_>,
    (account_id, id): (AccountId, BrowserSessionId),
    now: Timestamp,
) -> Result<(), StorageError> {
    tx.execute(&SEEN, &[account_id.uuid().into(), id.uuid().into(), now.micros().into()]).await.map(drop)
}

/// Stores that the person proved to know the master password.
pub async fn verified(
    tx: &mut Transaction<'_>,
    (account_id, id): (AccountId, BrowserSessionId),
    now: Timestamp,
) -> Result<(), StorageError> {
    tx.execute(&VERIFIED, &[account_id.uuid().into(), id.uuid().into(), now.micros().into()]).await.map(drop)
}

/// Ends a session.
pub async fn delete(
    tx: &mut Transaction<'_>,
    (account_id, id): (AccountId, BrowserSessionId),
) -> Result<(), StorageError> {
    tx.execute(&DELETE, &[account_id.uuid().into(), id.uuid().into()]).await.map(drop)
}

/// Ends what a device signed in to before.
pub async fn delete_of_device(
    tx: &mut Transaction<'_>,
    account_id: AccountId,
    device_identifier: &str,
) -> Result<(), StorageError> {
    tx.execute(&DELETE_OF_DEVICE, &[account_id.uuid().into(), device_identifier.into()]).await.map(drop)
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
    security_stamp: Uuid,
) -> Result<(), StorageError> {
    let unused = now.before(BrowserSession::IDLE);
    let params = [account_id.uuid().into(), now.micros().into(), unused.micros().into(), security_stamp.into()];
    tx.execute(&DELETE_OVER, &params).await.map(drop)
}

fn read(row: &dyn Row, account_id: AccountId) -> Result<BrowserSession, StorageError> {
    Ok(BrowserSession {
        account_id,
        id: BrowserSessionId::from_uuid(row.uuid(0)?),
        security_stamp: row.uuid(1)?,
        device_identifier: row.text(2)?.to_owned(),
        device_id: DeviceId::from_uuid(row.uuid(3)?),
        created_at: Timestamp::from_micros(row.int(4)?),
        last_seen_at: Timestamp::from_micros(row.int(5)?),
        verified_at: row.opt_int(6)?.map(Timestamp::from_micros),
        expires_at: Timestamp::from_micros(row.int(7)?),
    })
}

/// Ends all sessions of these people.
pub async fn delete_of_accounts(tx: &mut Transaction<'_>, ids: &[AccountId]) -> Result<(), StorageError> {
    for list in short_lists(ids, SHORTEST) {
        let params: Vec<Param<'_>> = list.iter().map(|id| Param::from(id.uuid())).collect();
        tx.execute_dynamic(&delete_of_accounts_text(list.len()), &params).await?;
    }
    Ok(())
}

fn delete_of_accounts_text(ids: usize) -> String {
    format!("DELETE FROM browser_session WHERE account_id IN ({})", numbered(1, ids))
}

/// The texts made at run time, for the catalogue's test.
#[cfg(test)]
pub(crate) fn generated() -> Vec<Generated> {
    Generated::with_short_list(
        "browser_session.delete_of_accounts",
        Cost::WriteRange,
        SHORTEST,
        delete_of_accounts_text,
    )
}

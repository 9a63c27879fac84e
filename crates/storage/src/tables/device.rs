//! Devices that signed in.

use crate::{Param, Row, Snapshot, StorageError, Transaction, statements};
use domain::{AccountId, Device, DeviceId, DeviceType, SecretDigest, Timestamp};

macro_rules! columns {
    () => {
        "id, identifier, name, device_type, created_at, last_seen_at"
    };
}

statements! {
    /// A device by the name that it gave itself.
    BY_IDENTIFIER: Point = concat!("SELECT ", columns!(), " FROM device WHERE account_id = $1 AND identifier = $2");
    /// The devices of a person.
    OF_ACCOUNT: Range = concat!("SELECT ", columns!(), " FROM device WHERE account_id = $1 ORDER BY identifier");
    /// Notes a sign-in: of a new device, or of one that is known and keeps its id.
    UPSERT: Write = "INSERT INTO device (account_id, identifier, id, name, device_type, created_at, last_seen_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (account_id, identifier) DO UPDATE SET name = excluded.name, \
        device_type = excluded.device_type, last_seen_at = excluded.last_seen_at RETURNING id";
    /// Forgets the devices of a kind that were not there for the longest, beyond so many.
    DELETE_OLDEST: WriteRange = "DELETE FROM device WHERE account_id = $1 AND device_type = $2 AND identifier <> $3 \
        AND identifier NOT IN (SELECT d.identifier FROM device d WHERE d.account_id = $1 AND d.device_type = $2 \
        ORDER BY d.last_seen_at DESC, d.identifier LIMIT $4)";
    /// Notes that a device was there.
    SEEN: Write = "UPDATE device SET last_seen_at = $3 WHERE account_id = $1 AND identifier = $2";
    /// The token by which a device is let in without a second step.
    REMEMBERED: Point = "SELECT remember_digest, remember_until FROM device WHERE account_id = $1 AND identifier = $2";
    /// Lets a device in without a second step from now on.
    REMEMBER: Write = "UPDATE device SET remember_digest = $3, remember_until = $4 \
        WHERE account_id = $1 AND identifier = $2";
    /// Asks every device of a person for the second step again.
    FORGET_ALL: WriteRange = "UPDATE device SET remember_digest = NULL, remember_until = NULL \
        WHERE account_id = $1 AND remember_digest IS NOT NULL";
    /// Forgets a device.
    DELETE: Write = "DELETE FROM device WHERE account_id = $1 AND identifier = $2";
    /// Forgets all devices of a person.
    DELETE_OF_ACCOUNT: WriteRange = "DELETE FROM device WHERE account_id = $1";
}

/// The device with this identifier, if it ever signed in to the account.
pub async fn find(
    at: &mut Snapshot<'_>,
    account_id: AccountId,
    identifier: &str,
) -> Result<Option<Device>, StorageError> {
    at.fetch_optional(&BY_IDENTIFIER, &[account_id.uuid().into(), identifier.into()], |row| read(row, account_id)).await
}

/// The devices of a person.
pub async fn of_account(at: &mut Snapshot<'_>, account_id: AccountId) -> Result<Vec<Device>, StorageError> {
    at.fetch(&OF_ACCOUNT, &[account_id.uuid().into()], |row| read(row, account_id)).await
}

/// Stores that a device signed in, and answers its id, which a known one keeps.
pub async fn upsert(tx: &mut Transaction<'_>, device: &Device) -> Result<DeviceId, StorageError> {
    let params: [Param<'_>; 7] = [
        device.account_id.uuid().into(),
        (&device.identifier).into(),
        device.id.uuid().into(),
        (&device.name).into(),
        device.device_type.number().into(),
        device.created_at.micros().into(),
        device.last_seen_at.micros().into(),
    ];
    let id = tx.fetch_optional(&UPSERT, &params, |row| Ok(DeviceId::from_uuid(row.uuid(0)?))).await?;
    Ok(id.unwrap_or(device.id))
}

/// Removes the devices of this one's kind that were not there for the longest, so that about as many are left as are kept;
/// answers how many went.
pub async fn delete_oldest(tx: &mut Transaction<'_>, device: &Device, kept: i64) -> Result<u64, StorageError> {
    let params =
        [device.account_id.uuid().into(), device.device_type.number().into(), (&device.identifier).into(), kept.into()];
    tx.execute(&DELETE_OLDEST, &params).await
}

/// Stores that a device was there.
pub async fn seen(
    tx: &mut Transaction<'_>,
    account_id: AccountId,
    identifier: &str,
    now: Timestamp,
) -> Result<(), StorageError> {
    tx.execute(&SEEN, &[account_id.uuid().into(), identifier.into(), now.micros().into()]).await.map(drop)
}

/// The digest of the token by which a device is let in without a second step, while it is good.
pub async fn find_remembered(
    at: &mut Snapshot<'_>,
    account_id: AccountId,
    identifier: &str,
    now: Timestamp,
) -> Result<Option<SecretDigest>, StorageError> {
    let params = [account_id.uuid().into(), identifier.into()];
    let found = at.fetch_optional(&REMEMBERED, &params, |row| {
        let (digest, until) = (row.opt_bytes(0)?, row.opt_int(1)?.map(Timestamp::from_micros));
        let digest = digest.map(|bytes| SecretDigest::from_bytes(bytes).ok_or_else(|| row.corrupt(0))).transpose()?;
        Ok(digest.filter(|_| until.is_some_and(|until| until > now)))
    });
    found.await.map(Option::flatten)
}

/// Stores that a device is let in without a second step, by a token of this digest.
pub async fn remember(
    tx: &mut Transaction<'_>,
    account_id: AccountId,
    identifier: &str,
    digest: &SecretDigest,
    until: Timestamp,
) -> Result<(), StorageError> {
    let params = [account_id.uuid().into(), identifier.into(), digest.as_bytes().into(), until.micros().into()];
    tx.execute(&REMEMBER, &params).await.map(drop)
}

/// Stores that every device of a person needs the second step again.
pub async fn forget_all(tx: &mut Transaction<'_>, account_id: AccountId) -> Result<(), StorageError> {
    tx.execute(&FORGET_ALL, &[account_id.uuid().into()]).await.map(drop)
}

/// Removes a device.
pub async fn delete(tx: &mut Transaction<'_>, account_id: AccountId, identifier: &str) -> Result<(), StorageError> {
    tx.execute(&DELETE, &[account_id.uuid().into(), identifier.into()]).await.map(drop)
}

/// Removes all devices of a person.
pub async fn delete_of_account(tx: &mut Transaction<'_>, account_id: AccountId) -> Result<(), StorageError> {
    tx.execute(&DELETE_OF_ACCOUNT, &[account_id.uuid().into()]).await.map(drop)
}

fn read(row: &dyn Row, account_id: AccountId) -> Result<Device, StorageError> {
    Ok(Device {
        account_id,
        id: DeviceId::from_uuid(row.uuid(0)?),
        identifier: row.text(1)?.to_owned(),
        name: row.text(2)?.to_owned(),
        device_type: DeviceType::from_number(row.int(3)?).ok_or_else(|| row.corrupt(3))?,
        created_at: Timestamp::from_micros(row.int(4)?),
        last_seen_at: Timestamp::from_micros(row.int(5)?),
    })
}

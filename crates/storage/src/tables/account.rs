//! People's logins.

#[cfg(test)]
use super::values::Generated;
use super::values::{lists, numbered};
#[cfg(test)]
use crate::Cost;
use crate::{Param, Row, Snapshot, StorageError, Transaction, statements};
use domain::{Account, AccountId, AccountKeys, DeviceId, EmailAddress, KdfSettings, OrganizationId, Timestamp};
use std::collections::BTreeSet;

macro_rules! columns {
    () => {
        "id, email, email_verified, name, password_hash, password_hint, kdf_type, kdf_iterations, \
         kdf_memory, kdf_parallelism, wrapped_user_key, public_key, wrapped_private_key, user_key_id, \
         security_stamp, must_change_password, avatar_color, created_at, revised_at"
    };
}

/// `$2`, or a millisecond after the last time where that is later: clients compare milliseconds.
macro_rules! newer {
    () => {
        "CASE WHEN revised_at + 1000 > $2 THEN revised_at + 1000 ELSE $2 END"
    };
}

statements! {
    /// One account.
    BY_ID: Point = concat!("SELECT ", columns!(), " FROM account WHERE id = $1");
    /// An account with which a device is signed in.
    BY_ID_AND_DEVICE: Point = concat!(
        "SELECT ", columns!(), " FROM account WHERE id = $1 AND EXISTS (SELECT 1 FROM device d WHERE d.account_id = $1 \
         AND d.identifier = $2 AND d.id = $3)"
    );
    /// The account that signs in with an address.
    BY_EMAIL: Point = concat!(
        "SELECT ", columns!(), " FROM account_email e JOIN account ON id = e.account_id WHERE e.email_key = $1"
    );
    /// The same, and whether a device ever signed in to it.
    BY_EMAIL_AND_DEVICE: Point = concat!(
        "SELECT ", columns!(), ", EXISTS (SELECT 1 FROM device d WHERE d.account_id = e.account_id \
         AND d.identifier = $2) \
         FROM account_email e JOIN account ON id = e.account_id WHERE e.email_key = $1"
    );
    /// Locks an account until the end of the transaction and reads it.
    LOCK: Write = concat!("UPDATE account SET revised_at = revised_at WHERE id = $1 RETURNING ", columns!());
    /// The people behind the members of an organization, to be locked.
    MEMBERS: Scan = "SELECT id FROM account WHERE id IN \
        (SELECT m.account_id FROM member m WHERE m.organization_id = $1) ORDER BY id";
    /// Makes an account.
    INSERT: Write = "INSERT INTO account (id, email, email_key, email_verified, name, password_hash, password_hint, \
        kdf_type, kdf_iterations, kdf_memory, kdf_parallelism, wrapped_user_key, public_key, wrapped_private_key, \
        user_key_id, security_stamp, must_change_password, avatar_color, created_at, revised_at) VALUES \
        ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)";
    /// Writes everything that can change.
    UPDATE: Write = "UPDATE account SET email = $2, email_key = $3, email_verified = $4, name = $5, \
        password_hash = $6, password_hint = $7, kdf_type = $8, kdf_iterations = $9, kdf_memory = $10, \
        kdf_parallelism = $11, wrapped_user_key = $12, public_key = $13, wrapped_private_key = $14, user_key_id = $15, \
        security_stamp = $16, must_change_password = $17, avatar_color = $18, revised_at = $19 WHERE id = $1";
    /// Writes when the person's own things last changed, a millisecond after the last time at least.
    TOUCH: Write = concat!("UPDATE account SET revised_at = ", newer!(), " WHERE id = $1");
    /// The same for all people behind the members of an organization.
    TOUCH_MEMBERS: Scan = concat!(
        "UPDATE account SET revised_at = ", newer!(),
        " WHERE id IN (SELECT m.account_id FROM member m WHERE m.organization_id = $1)"
    );
    /// Removes an account.
    DELETE: Write = "DELETE FROM account WHERE id = $1";
    /// Takes an address, unless another account has it.
    INSERT_EMAIL: Write = "INSERT INTO account_email (email_key, account_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    /// Frees an address.
    DELETE_EMAIL: Write = "DELETE FROM account_email WHERE email_key = $1";
}

/// The account with this id.
pub async fn find(at: &mut Snapshot<'_>, id: AccountId) -> Result<Option<Account>, StorageError> {
    at.fetch_optional(&BY_ID, &[id.uuid().into()], read).await
}

/// The account with this id, if this device of its has not been signed out.
pub async fn find_by_device(
    at: &mut Snapshot<'_>,
    id: AccountId,
    (device_identifier, device_id): (&str, DeviceId),
) -> Result<Option<Account>, StorageError> {
    let params = [id.uuid().into(), device_identifier.into(), device_id.uuid().into()];
    at.fetch_optional(&BY_ID_AND_DEVICE, &params, read).await
}

/// The account that signs in with the address of this folded key.
pub async fn find_by_email(at: &mut Snapshot<'_>, email_key: &str) -> Result<Option<Account>, StorageError> {
    at.fetch_optional(&BY_EMAIL, &[email_key.into()], read).await
}

/// The account that signs in with the address of this folded key, and whether the device of this identifier ever did.
pub async fn find_by_email_and_device(
    at: &mut Snapshot<'_>,
    email_key: &str,
    device_identifier: &str,
) -> Result<Option<(Account, bool)>, StorageError> {
    let params = [email_key.into(), device_identifier.into()];
    at.fetch_optional(&BY_EMAIL_AND_DEVICE, &params, |row| Ok((read(row)?, row.bool(19)?))).await
}

/// Locks and reads an account: commands on it run one after another from here on. Ledgers are locked before.
pub async fn lock(tx: &mut Transaction<'_>, id: AccountId) -> Result<Option<Account>, StorageError> {
    tx.fetch_optional(&LOCK, &[id.uuid().into()], read).await
}

/// Locks and reads these accounts, as [`lock`] does, in the order of their ids: that is the order of whoever locks more than
/// one.
pub async fn lock_all(tx: &mut Transaction<'_>, ids: &[AccountId]) -> Result<Vec<Account>, StorageError> {
    let ids: Vec<AccountId> = ids.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    let mut locked = Vec::with_capacity(ids.len());
    for list in lists(&ids) {
        let params: Vec<Param<'_>> = list.iter().map(|id| Param::from(id.uuid())).collect();
        locked.extend(tx.fetch_locked(&lock_all_text(list.len()), &params, read).await?);
    }
    Ok(locked)
}

/// Locks the people behind all members of an organization, in the same order.
pub async fn lock_members(tx: &mut Transaction<'_>, organization_id: OrganizationId) -> Result<(), StorageError> {
    tx.fetch_locked(MEMBERS.sql, &[organization_id.uuid().into()], |_| Ok(())).await.map(drop)
}

/// Stores a new account and takes its address; false, with nothing stored, where another account has it.
pub async fn insert(tx: &mut Transaction<'_>, account: &Account) -> Result<bool, StorageError> {
    if !take_email(tx, account.id, account.email.key()).await? {
        return Ok(false);
    }
    let mut params = changeable(account).to_vec();
    params.insert(18, account.created_at.micros().into());
    tx.execute(&INSERT, &params).await?;
    Ok(true)
}

/// Stores a changed account. Whoever changes its address takes and frees the addresses too.
pub async fn update(tx: &mut Transaction<'_>, account: &Account) -> Result<(), StorageError> {
    tx.execute(&UPDATE, &changeable(account)).await.map(drop)
}

/// Stores that the person's own things have changed now: their clients then ask for news.
pub async fn touch(tx: &mut Transaction<'_>, id: AccountId, now: Timestamp) -> Result<(), StorageError> {
    tx.execute(&TOUCH, &[id.uuid().into(), now.micros().into()]).await.map(drop)
}

/// The same for all people behind the members of an organization, who are locked. Asked before the members go.
pub async fn touch_members(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    now: Timestamp,
) -> Result<(), StorageError> {
    tx.execute(&TOUCH_MEMBERS, &[organization_id.uuid().into(), now.micros().into()]).await.map(drop)
}

fn lock_all_text(ids: usize) -> String {
    format!(concat!("SELECT ", columns!(), " FROM account WHERE id IN ({}) ORDER BY id"), numbered(1, ids))
}

/// The texts made at run time, for the catalogue's test.
#[cfg(test)]
pub(crate) fn generated() -> Vec<Generated> {
    Generated::with_list("account.lock_all", Cost::Point, lock_all_text)
}

/// Takes an address for an account; false where another account has it.
pub async fn take_email(tx: &mut Transaction<'_>, id: AccountId, email_key: &str) -> Result<bool, StorageError> {
    Ok(tx.execute(&INSERT_EMAIL, &[email_key.into(), id.uuid().into()]).await? > 0)
}

/// Frees an address.
pub async fn free_email(tx: &mut Transaction<'_>, email_key: &str) -> Result<(), StorageError> {
    tx.execute(&DELETE_EMAIL, &[email_key.into()]).await.map(drop)
}

/// Removes an account and frees its address. What else belongs to it is removed by its own tables.
pub async fn delete(tx: &mut Transaction<'_>, account: &Account) -> Result<(), StorageError> {
    free_email(tx, account.email.key()).await?;
    tx.execute(&DELETE, &[account.id.uuid().into()]).await.map(drop)
}

/// `$1` to `$19` of UPDATE, which are those of INSERT without the time of creation.
fn changeable(account: &Account) -> [Param<'_>; 19] {
    [
        account.id.uuid().into(),
        account.email.text().into(),
        account.email.key().into(),
        account.email_verified.into(),
        account.name.as_ref().into(),
        (&account.password_hash).into(),
        account.password_hint.as_ref().into(),
        account.kdf.kdf_type().into(),
        account.kdf.iterations().into(),
        account.kdf.memory().into(),
        account.kdf.parallelism().into(),
        (&account.keys.wrapped_user_key).into(),
        (&account.keys.public_key).into(),
        (&account.keys.wrapped_private_key).into(),
        account.user_key_id.as_ref().into(),
        account.security_stamp.into(),
        account.must_change_password.into(),
        account.avatar_color.as_ref().into(),
        account.revised_at.micros().into(),
    ]
}

fn read(row: &dyn Row) -> Result<Account, StorageError> {
    Ok(Account {
        id: AccountId::from_uuid(row.uuid(0)?),
        email: EmailAddress::parse(row.text(1)?).ok_or_else(|| row.corrupt(1))?,
        email_verified: row.bool(2)?,
        name: row.opt_text(3)?.map(str::to_owned),
        password_hash: row.text(4)?.to_owned(),
        password_hint: row.opt_text(5)?.map(str::to_owned),
        kdf: read_kdf(row)?,
        keys: AccountKeys {
            wrapped_user_key: row.text(10)?.to_owned(),
            public_key: row.text(11)?.to_owned(),
            wrapped_private_key: row.text(12)?.to_owned(),
        },
        user_key_id: row.opt_text(13)?.map(str::to_owned),
        security_stamp: row.uuid(14)?,
        must_change_password: row.bool(15)?,
        avatar_color: row.opt_text(16)?.map(str::to_owned),
        created_at: Timestamp::from_micros(row.int(17)?),
        revised_at: Timestamp::from_micros(row.int(18)?),
    })
}

fn read_kdf(row: &dyn Row) -> Result<KdfSettings, StorageError> {
    let number = |column: usize| -> Result<Option<u32>, StorageError> {
        row.opt_int(column)?.map(|number| u32::try_from(number).map_err(|_| row.corrupt(column))).transpose()
    };
    let iterations = number(7)?.ok_or_else(|| row.corrupt(7))?;
    KdfSettings::from_numbers(row.int(6)?, iterations, number(8)?, number(9)?).ok_or_else(|| row.corrupt(6))
}

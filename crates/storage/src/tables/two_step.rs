//! Two-step login: a row for each provider that a person set up.

#[cfg(test)]
use super::values::Generated;
use super::values::{SHORT, numbered, short_lists};
#[cfg(test)]
use crate::Cost;
use crate::{Param, Row, Snapshot, StorageError, Transaction, statements};
use domain::{AccountId, OrganizationId, Timestamp, TwoStepProvider};
use std::collections::HashSet;

macro_rules! columns {
    () => {
        "provider, sealed, last_step, failures, failed_at"
    };
}

statements! {
    /// What a person set up.
    OF_ACCOUNT: Range = concat!("SELECT ", columns!(), " FROM two_step WHERE account_id = $1 ORDER BY provider");
    /// Locks a provider of a person until the end of the transaction and reads it.
    LOCK: Write = concat!(
        "UPDATE two_step SET last_step = last_step WHERE account_id = $1 AND provider = $2 RETURNING ", columns!()
    );
    /// Sets a provider up, in place of what was set up before.
    UPSERT: Write = "INSERT INTO two_step (account_id, provider, sealed, last_step, failures, failed_at, created_at) \
        VALUES ($1, $2, $3, $4, 0, 0, $5) ON CONFLICT (account_id, provider) DO UPDATE SET sealed = excluded.sealed, \
        last_step = excluded.last_step, failures = 0, created_at = excluded.created_at";
    /// Writes what came of a code.
    UPDATE: Write = "UPDATE two_step SET last_step = $3, failures = $4, failed_at = $5 \
        WHERE account_id = $1 AND provider = $2";
    /// Those who have joined an organization and have two-step login.
    MEMBERS: Scan = "SELECT t.account_id FROM two_step t WHERE t.provider IN (0, 1) AND t.account_id IN \
        (SELECT m.account_id FROM member m WHERE m.organization_id = $1 AND m.status IN (1, 2))";
    /// Takes a provider away.
    DELETE: Write = "DELETE FROM two_step WHERE account_id = $1 AND provider = $2";
    /// Takes everything away.
    DELETE_OF_ACCOUNT: WriteRange = "DELETE FROM two_step WHERE account_id = $1";
}

/// A provider that a person set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TwoStepRow {
    /// Which one.
    pub provider: TwoStepProvider,
    /// Its secret, under the data key.
    pub sealed: Vec<u8>,
    /// The time step of the last code that was taken: none is taken twice.
    pub last_step: i64,
    /// Wrong codes since the last right one.
    pub failures: i64,
    /// When the last of these came.
    pub failed_at: Timestamp,
}

/// What a person set up.
pub async fn of_account(at: &mut Snapshot<'_>, id: AccountId) -> Result<Vec<TwoStepRow>, StorageError> {
    at.fetch(&OF_ACCOUNT, &[id.uuid().into()], read).await
}

/// Locks and reads a provider of a person.
pub async fn lock(
    tx: &mut Transaction<'_>,
    id: AccountId,
    provider: TwoStepProvider,
) -> Result<Option<TwoStepRow>, StorageError> {
    tx.fetch_optional(&LOCK, &[id.uuid().into(), provider.number().into()], read).await
}

/// Stores a provider that is set up, with the step of the code by which it was.
pub async fn put(
    tx: &mut Transaction<'_>,
    id: AccountId,
    provider: TwoStepProvider,
    sealed: &[u8],
    last_step: i64,
    now: Timestamp,
) -> Result<(), StorageError> {
    let params: [Param<'_>; 5] =
        [id.uuid().into(), provider.number().into(), sealed.into(), last_step.into(), now.micros().into()];
    tx.execute(&UPSERT, &params).await.map(drop)
}

/// Stores what came of a code.
pub async fn update(tx: &mut Transaction<'_>, id: AccountId, row: &TwoStepRow) -> Result<(), StorageError> {
    let params: [Param<'_>; 5] = [
        id.uuid().into(),
        row.provider.number().into(),
        row.last_step.into(),
        row.failures.into(),
        row.failed_at.micros().into(),
    ];
    tx.execute(&UPDATE, &params).await.map(drop)
}

/// Takes a provider away; false where it was not there.
pub async fn delete(tx: &mut Transaction<'_>, id: AccountId, provider: TwoStepProvider) -> Result<bool, StorageError> {
    Ok(tx.execute(&DELETE, &[id.uuid().into(), provider.number().into()]).await? > 0)
}

/// Takes everything away.
pub async fn delete_of_account(tx: &mut Transaction<'_>, id: AccountId) -> Result<(), StorageError> {
    tx.execute(&DELETE_OF_ACCOUNT, &[id.uuid().into()]).await.map(drop)
}

fn read(row: &dyn Row) -> Result<TwoStepRow, StorageError> {
    Ok(TwoStepRow {
        provider: TwoStepProvider::from_number(row.int(0)?).ok_or_else(|| row.corrupt(0))?,
        sealed: row.bytes(1)?.to_vec(),
        last_step: row.int(2)?,
        failures: row.int(3)?,
        failed_at: Timestamp::from_micros(row.int(4)?),
    })
}

/// Those of these people who have two-step login, by an authenticator app (0) or by mail (1).
pub async fn enabled_of(at: &mut Snapshot<'_>, ids: &[AccountId]) -> Result<HashSet<AccountId>, StorageError> {
    let mut found = HashSet::new();
    for list in short_lists(ids, SHORT) {
        let params: Vec<Param<'_>> = list.iter().map(|id| Param::from(id.uuid())).collect();
        let text = enabled_of_text(list.len());
        found.extend(at.fetch_dynamic(&text, &params, |row| Ok(AccountId::from_uuid(row.uuid(0)?))).await?);
    }
    Ok(found)
}

/// Those of the people who have joined an organization who have two-step login.
pub async fn enabled_in(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
) -> Result<HashSet<AccountId>, StorageError> {
    let read = |row: &dyn Row| Ok(AccountId::from_uuid(row.uuid(0)?));
    Ok(at.fetch(&MEMBERS, &[organization_id.uuid().into()], read).await?.into_iter().collect())
}

fn enabled_of_text(ids: usize) -> String {
    format!("SELECT account_id FROM two_step WHERE account_id IN ({}) AND provider IN (0, 1)", numbered(1, ids))
}

/// The texts made at run time, for the catalogue's test.
#[cfg(test)]
pub(crate) fn generated() -> Vec<Generated> {
    Generated::with_short_list("two_step.enabled_of", Cost::Point, SHORT, enabled_of_text)
}

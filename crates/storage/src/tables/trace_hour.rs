//! The calls of identity providers, hour by hour: beside the trace, in the same file.

use crate::{Row, Snapshot, StorageError, Transaction, statements};
use domain::OrganizationId;

statements! {
    /// The hours of an organization from one on.
    FROM: Range = "SELECT hour, succeeded, refused, failed, people FROM trace_hour \
        WHERE organization_id = $1 AND hour >= $2 ORDER BY hour";
    /// The people whom all calls that are kept have made.
    PEOPLE: Range = "SELECT CAST(COALESCE(SUM(people), 0) AS BIGINT) FROM trace_hour \
        WHERE organization_id = $1 AND hour >= 0";
    /// Adds calls to an hour.
    ADD: Write = "INSERT INTO trace_hour (organization_id, hour, succeeded, refused, failed, people) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organization_id, hour) DO UPDATE SET \
        succeeded = trace_hour.succeeded + excluded.succeeded, refused = trace_hour.refused + excluded.refused, \
        failed = trace_hour.failed + excluded.failed, people = trace_hour.people + excluded.people";
    /// Drops the hours before one.
    DELETE_BEFORE: WriteRange = "DELETE FROM trace_hour WHERE organization_id = $1 AND hour < $2";
}

/// The calls of one hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HourOfCalls {
    /// The hour since 1970.
    pub hour: i64,
    /// Calls that did what was asked.
    pub succeeded: i64,
    /// Calls that were refused: 4xx.
    pub refused: i64,
    /// Calls that the server failed: 5xx.
    pub failed: i64,
    /// People whom the calls made.
    pub people: i64,
}

/// The hours of an organization from one on. Hours without calls are left out.
pub async fn list_from(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    hour: i64,
) -> Result<Vec<HourOfCalls>, StorageError> {
    at.fetch(&FROM, &[organization_id.uuid().into(), hour.into()], read).await
}

/// How many people the calls that are kept have made.
pub async fn people(at: &mut Snapshot<'_>, organization_id: OrganizationId) -> Result<i64, StorageError> {
    Ok(at.fetch_optional(&PEOPLE, &[organization_id.uuid().into()], |row| row.int(0)).await?.unwrap_or(0))
}

/// Adds calls to their hour.
pub async fn add(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    calls: &HourOfCalls,
) -> Result<(), StorageError> {
    let HourOfCalls { hour, succeeded, refused, failed, people } = *calls;
    let params =
        [organization_id.uuid().into(), hour.into(), succeeded.into(), refused.into(), failed.into(), people.into()];
    tx.execute(&ADD, &params).await.map(drop)
}

/// Drops the hours of an organization before one.
pub async fn delete_before(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    hour: i64,
) -> Result<(), StorageError> {
    tx.execute(&DELETE_BEFORE, &[organization_id.uuid().into(), hour.into()]).await.map(drop)
}

fn read(row: &dyn Row) -> Result<HourOfCalls, StorageError> {
    Ok(HourOfCalls {
        hour: row.int(0)?,
        succeeded: row.int(1)?,
        refused: row.int(2)?,
        failed: row.int(3)?,
        people: row.int(4)?,
    })
}

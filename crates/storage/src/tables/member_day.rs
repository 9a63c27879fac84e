//! How many members were in each status, day by day.

use crate::{Row, Snapshot, StorageError, Transaction, statements};
use domain::{OrganizationId, StatusCounts};

statements! {
    /// The days of an organization from one on.
    FROM: Range = "SELECT day, staged, invited, accepted, confirmed, revoked FROM member_day \
        WHERE organization_id = $1 AND day >= $2 ORDER BY day";
    /// The newest day before one.
    LAST_BEFORE: Range = "SELECT day, staged, invited, accepted, confirmed, revoked FROM member_day \
        WHERE organization_id = $1 AND day < $2 ORDER BY day DESC LIMIT 1";
    /// Writes down how many members each organization has now. One that is gone keeps its ledger and has no name any more.
    WRITE: Scan = "INSERT INTO member_day (organization_id, day, staged, invited, accepted, confirmed, revoked) \
        SELECT organization_id, $1, staged, invited, accepted, confirmed, revoked FROM ledger WHERE members > 0 \
        ON CONFLICT (organization_id, day) DO UPDATE SET staged = excluded.staged, invited = excluded.invited, \
        accepted = excluded.accepted, confirmed = excluded.confirmed, revoked = excluded.revoked";
}

/// Members by status on days since 1970, from one of them on. Days on which nobody looked are left out.
pub async fn list_from(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    day: i64,
) -> Result<Vec<(i64, StatusCounts)>, StorageError> {
    at.fetch(&FROM, &[organization_id.uuid().into(), day.into()], read).await
}

/// The newest of the days before one.
pub async fn last_before(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    day: i64,
) -> Result<Option<(i64, StatusCounts)>, StorageError> {
    at.fetch_optional(&LAST_BEFORE, &[organization_id.uuid().into(), day.into()], read).await
}

/// Writes down how many members the organizations have on this day since 1970.
pub async fn write(tx: &mut Transaction<'_>, day: i64) -> Result<(), StorageError> {
    tx.execute(&WRITE, &[day.into()]).await.map(drop)
}

fn read(row: &dyn Row) -> Result<(i64, StatusCounts), StorageError> {
    Ok((row.int(0)?, read_counts(row, 1)?))
}

/// Reads the five counts from column `first` on.
pub(super) fn read_counts(row: &dyn Row, first: usize) -> Result<StatusCounts, StorageError> {
    Ok(StatusCounts {
        staged: row.int(first)?,
        invited: row.int(first + 1)?,
        accepted: row.int(first + 2)?,
        confirmed: row.int(first + 3)?,
        revoked: row.int(first + 4)?,
    })
}

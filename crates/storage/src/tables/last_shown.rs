//! When an organization last showed somebody something new. Who loses sight of it, or comes back, is told by a later moment:
//! the dates of what was seen may be ahead of the clock, by many changes within a millisecond or by another server's clock.

use crate::{Row, Snapshot, StorageError, statements};
use domain::{MemberId, OrganizationId, Timestamp};

/// What all members see, and what whoever sees all collections does.
macro_rules! to_all {
    () => {
        "SELECT revised_at FROM organization WHERE id = $1 \
         UNION ALL SELECT collections_removed_at FROM organization WHERE id = $1 \
         UNION ALL SELECT MAX(revised_at) FROM collection WHERE organization_id = $1 AND revised_at > 0"
    };
}

statements! {
    /// To one member, with what is the person's own.
    TO_MEMBER: Point = concat!(
        to_all!(), " UNION ALL SELECT access_revised_at FROM member WHERE organization_id = $1 AND id = $2 \
        UNION ALL SELECT a.revised_at FROM member m JOIN account a ON a.id = m.account_id \
        WHERE m.organization_id = $1 AND m.id = $2"
    );
    /// To any member, with what is these people's own.
    TO_ANY: Scan = concat!(
        to_all!(), " UNION ALL SELECT MAX(access_revised_at) FROM member WHERE organization_id = $1 \
        UNION ALL SELECT MAX(a.revised_at) FROM account a WHERE a.id IN \
        (SELECT m.account_id FROM member m WHERE m.organization_id = $1)"
    );
}

/// When one member's clients were last shown something new.
pub async fn to_member(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    id: MemberId,
) -> Result<Timestamp, StorageError> {
    Ok(latest(at.fetch(&TO_MEMBER, &[organization_id.uuid().into(), id.uuid().into()], moment).await?))
}

/// When any member's were.
pub async fn to_any(at: &mut Snapshot<'_>, organization_id: OrganizationId) -> Result<Timestamp, StorageError> {
    Ok(latest(at.fetch(&TO_ANY, &[organization_id.uuid().into()], moment).await?))
}

fn moment(row: &dyn Row) -> Result<Option<i64>, StorageError> {
    row.opt_int(0)
}

fn latest(moments: Vec<Option<i64>>) -> Timestamp {
    Timestamp::from_micros(moments.into_iter().flatten().max().unwrap_or(0))
}

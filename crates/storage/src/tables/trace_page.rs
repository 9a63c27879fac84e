//! The provisioning trace, page by page: the calls without what was sent and answered.

use super::trace::{TraceEntry, read};
use crate::{Param, Snapshot, StorageError, statements};
use domain::{GroupId, MemberId, OrganizationId};
use uuid::Uuid;

/// The columns of the trace in its order, the long ones empty.
macro_rules! brief {
    () => {
        "SELECT organization_id, id, occurred_at, scim_key_id, request_id, address, agent, provider, method, target, \
         CAST(NULL AS TEXT), status, CAST(NULL AS TEXT), member_id, group_id, rule, changes, cause, fix, micros FROM trace "
    };
}

/// The calls among those of an index, which holds few columns: without statistics SQLite would else read the calls
/// themselves, one after another.
macro_rules! found_by {
    ($condition:literal) => {
        concat!(
            brief!(),
            "WHERE organization_id = $1 AND id IN (SELECT f.id FROM trace f WHERE f.organization_id = $1 AND ",
            $condition,
            " AND f.id < $2 ORDER BY f.id DESC LIMIT $3) ORDER BY id DESC"
        )
    };
}

statements! {
    /// The newest calls before an id.
    BEFORE: Range = concat!(brief!(), "WHERE organization_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3");
    /// Those that failed.
    FAILURES: Range = found_by!("f.status >= 400");
    /// Those about a member.
    OF_MEMBER: Range = found_by!("f.member_id = $4");
    /// Those about a group.
    OF_GROUP: Range = found_by!("f.group_id = $4");
    /// The oldest call that is kept.
    OLDEST: Range = concat!(brief!(), "WHERE organization_id = $1 AND id >= $2 ORDER BY id LIMIT 1");
}

/// Which calls an index leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TraceLead {
    /// All.
    All,
    /// Those that failed.
    Failures,
    /// Those about a member.
    Member(MemberId),
    /// Those about a group.
    Group(GroupId),
}

/// Up to `limit` calls, the newest first, with ids before `before`.
pub async fn list(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    lead: TraceLead,
    before: Uuid,
    limit: i64,
) -> Result<Vec<TraceEntry>, StorageError> {
    let mut params: Vec<Param<'_>> = vec![organization_id.uuid().into(), before.into(), limit.into()];
    let statement = match lead {
        TraceLead::All => &BEFORE,
        TraceLead::Failures => &FAILURES,
        TraceLead::Member(id) => {
            params.push(id.uuid().into());
            &OF_MEMBER
        }
        TraceLead::Group(id) => {
            params.push(id.uuid().into());
            &OF_GROUP
        }
    };
    at.fetch(statement, &params, read).await
}

/// The oldest call of an organization that is kept.
pub async fn oldest(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
) -> Result<Option<TraceEntry>, StorageError> {
    at.fetch_optional(&OLDEST, &[organization_id.uuid().into(), Uuid::nil().into()], read).await
}

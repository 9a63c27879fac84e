//! The provisioning trace: every call of an identity provider.

#[cfg(test)]
use super::values::Generated;
use super::values::{placeholders, stretches};
use crate::{Param, Row, Snapshot, StorageError, Transaction, statements};
use domain::{GroupId, MemberId, OrganizationId, ScimKeyId, Timestamp};
use uuid::Uuid;

macro_rules! columns {
    () => {
        "organization_id, id, occurred_at, scim_key_id, request_id, address, agent, provider, method, target, request, \
         status, answer, member_id, group_id, rule, changes, cause, fix, micros"
    };
}

const COLUMN_COUNT: usize = 20;

statements! {
    /// The newest calls before an id.
    NEWEST: Range = concat!(
        "SELECT ", columns!(), " FROM trace WHERE organization_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3"
    );
    /// The newest calls about a member, before an id.
    NEWEST_OF_MEMBER: Range = concat!(
        "SELECT ", columns!(),
        " FROM trace WHERE organization_id = $1 AND member_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4"
    );
    /// One call.
    BY_ID: Point = concat!("SELECT ", columns!(), " FROM trace WHERE organization_id = $1 AND id = $2");
    /// Drops the calls of an organization before an id.
    DELETE_BEFORE: WriteRange = "DELETE FROM trace WHERE organization_id = $1 AND id < $2";
}

/// One call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceEntry {
    /// The organization in the path.
    pub organization_id: OrganizationId,
    /// A UUID v7, in the order of the calls.
    pub id: Uuid,
    /// When.
    pub occurred_at: Timestamp,
    /// The key that was used.
    pub scim_key_id: Option<ScimKeyId>,
    /// The request id of the answer.
    pub request_id: String,
    /// The caller's address.
    pub address: String,
    /// The caller's user agent.
    pub agent: Option<String>,
    /// The identity provider, as recognized from its headers.
    pub provider: Option<String>,
    /// The method.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// The request's body, secrets masked, cut where it is long.
    pub request: Option<String>,
    /// The status of the answer.
    pub status: u16,
    /// The answer's body where it says why the call failed.
    pub answer: Option<String>,
    /// The member it was about.
    pub member_id: Option<MemberId>,
    /// The group it was about.
    pub group_id: Option<GroupId>,
    /// The rule that matched the call to that member or group, or decided it.
    pub rule: Option<String>,
    /// What changed: a JSON list of `{field, before, after}`.
    pub changes: Option<String>,
    /// Why it failed, in plain words.
    pub cause: Option<String>,
    /// What to do about it.
    pub fix: Option<String>,
    /// How long it took, in microseconds.
    pub micros: i64,
}

/// Stores calls.
pub async fn append(tx: &mut Transaction<'_>, entries: &[TraceEntry]) -> Result<(), StorageError> {
    for stretch in stretches(entries) {
        let params: Vec<Param<'_>> = stretch.iter().flat_map(params).collect();
        tx.execute_dynamic(&insert_text(stretch.len()), &params).await?;
    }
    Ok(())
}

/// Up to `limit` calls, newest first, from before the entry `before`; of one member where one is given.
pub async fn list(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    member_id: Option<MemberId>,
    before: Uuid,
    limit: i64,
) -> Result<Vec<TraceEntry>, StorageError> {
    let organization = organization_id.uuid().into();
    match member_id {
        None => at.fetch(&NEWEST, &[organization, before.into(), limit.into()], read).await,
        Some(member) => {
            let params = [organization, member.uuid().into(), before.into(), limit.into()];
            at.fetch(&NEWEST_OF_MEMBER, &params, read).await
        }
    }
}

/// One call.
pub async fn find(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    id: Uuid,
) -> Result<Option<TraceEntry>, StorageError> {
    at.fetch_optional(&BY_ID, &[organization_id.uuid().into(), id.into()], read).await
}

/// Drops the calls of an organization that came before this id; answers how many.
pub async fn delete_before(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    id: Uuid,
) -> Result<u64, StorageError> {
    tx.execute(&DELETE_BEFORE, &[organization_id.uuid().into(), id.into()]).await
}

fn insert_text(rows: usize) -> String {
    format!(concat!("INSERT INTO trace (", columns!(), ") VALUES {}"), placeholders(rows, COLUMN_COUNT))
}

/// The texts made at run time, for the catalogue's test.
#[cfg(test)]
pub(crate) fn generated() -> Vec<Generated> {
    Generated::with_values("trace.append", insert_text)
}

fn params(entry: &TraceEntry) -> [Param<'_>; COLUMN_COUNT] {
    [
        entry.organization_id.uuid().into(),
        entry.id.into(),
        entry.occurred_at.micros().into(),
        entry.scim_key_id.map(ScimKeyId::uuid).into(),
        (&entry.request_id).into(),
        (&entry.address).into(),
        entry.agent.as_ref().into(),
        entry.provider.as_ref().into(),
        (&entry.method).into(),
        (&entry.target).into(),
        entry.request.as_ref().into(),
        i64::from(entry.status).into(),
        entry.answer.as_ref().into(),
        entry.member_id.map(MemberId::uuid).into(),
        entry.group_id.map(GroupId::uuid).into(),
        entry.rule.as_ref().into(),
        entry.changes.as_ref().into(),
        entry.cause.as_ref().into(),
        entry.fix.as_ref().into(),
        entry.micros.into(),
    ]
}

pub(super) fn read(row: &dyn Row) -> Result<TraceEntry, StorageError> {
    let text = |i| row.opt_text(i).map(|text| text.map(str::to_owned));
    Ok(TraceEntry {
        organization_id: OrganizationId::from_uuid(row.uuid(0)?),
        id: row.uuid(1)?,
        occurred_at: Timestamp::from_micros(row.int(2)?),
        scim_key_id: row.opt_uuid(3)?.map(ScimKeyId::from_uuid),
        request_id: row.text(4)?.to_owned(),
        address: row.text(5)?.to_owned(),
        agent: text(6)?,
        provider: text(7)?,
        method: row.text(8)?.to_owned(),
        target: row.text(9)?.to_owned(),
        request: text(10)?,
        status: u16::try_from(row.int(11)?).map_err(|_| row.corrupt(11))?,
        answer: text(12)?,
        member_id: row.opt_uuid(13)?.map(MemberId::from_uuid),
        group_id: row.opt_uuid(14)?.map(GroupId::from_uuid),
        rule: text(15)?,
        changes: text(16)?,
        cause: text(17)?,
        fix: text(18)?,
        micros: row.int(19)?,
    })
}

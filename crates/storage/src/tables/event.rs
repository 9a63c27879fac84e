//! The event log.

#[cfg(test)]
use super::values::Generated;
use super::values::{placeholders, stretches};
use crate::{Param, Row, Snapshot, StorageError, Transaction, statements};
use domain::{
    AccountId, ChainHash, CollectionId, EventSubject, GroupId, ItemId, MemberId, OrganizationId, PolicyId,
    RecordedEvent, ScimKeyId, Timestamp,
};

macro_rules! columns {
    () => {
        "organization_id, sequence, event_type, occurred_at, system_user, acting_account_id, scim_key_id, \
         device_type, address, request_id, member_id, account_id, group_id, details, hash, collection_id, item_id, policy_id"
    };
}

const COLUMN_COUNT: usize = 18;

/// The events among those of an index, which holds few columns: without statistics SQLite would else read the events
/// themselves, one after another.
macro_rules! found_by {
    ($condition:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM event WHERE organization_id = $1 AND sequence IN \
             (SELECT f.sequence FROM event f WHERE f.organization_id = $1 AND ",
            $condition,
            " AND f.sequence < $2 ORDER BY f.sequence DESC LIMIT $3) ORDER BY sequence DESC"
        )
    };
}

statements! {
    /// A stretch of an organization's log after a sequence number.
    AFTER: Range = concat!(
        "SELECT ", columns!(), " FROM event WHERE organization_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3"
    );
    /// A stretch of the log before a number, the newest first.
    BEFORE: Range = concat!(
        "SELECT ", columns!(), " FROM event WHERE organization_id = $1 AND sequence < $2 \
         ORDER BY sequence DESC LIMIT $3"
    );
    /// The same of what happened to a member.
    OF_MEMBER: Range = found_by!("f.member_id = $4");
    /// The same of what a person did.
    OF_ACTOR: Range = found_by!("f.acting_account_id = $4");
    /// When the next event happened that no client told later.
    MOMENT_AT: Range = "SELECT sequence, occurred_at FROM event WHERE organization_id = $1 AND sequence >= $2 \
        AND event_type NOT IN (1107, 1108, 1109, 1110, 1111, 1112, 1113, 1114, 1117, 1602) ORDER BY sequence LIMIT 1";
    /// The hash of one event.
    HASH_OF: Point = "SELECT hash FROM event WHERE organization_id = $1 AND sequence = $2";
    /// Appends one event.
    INSERT: Write = concat!(
        "INSERT INTO event (", columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"
    );
}

/// Up to `limit` events after number `sequence`, in order, with their hashes.
pub async fn list_after(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    sequence: i64,
    limit: i64,
) -> Result<Vec<(RecordedEvent, ChainHash)>, StorageError> {
    at.fetch(&AFTER, &[organization_id.uuid().into(), sequence.into(), limit.into()], read).await
}

/// Which events an index leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventLead {
    /// All.
    All,
    /// What happened to a member.
    Member(MemberId),
    /// What a person did.
    Actor(AccountId),
}

/// Up to `limit` events, the newest first, with numbers before `before`.
pub async fn list_before(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    lead: EventLead,
    before: i64,
    limit: i64,
) -> Result<Vec<RecordedEvent>, StorageError> {
    let mut params: Vec<Param<'_>> = vec![organization_id.uuid().into(), before.into(), limit.into()];
    let statement = match lead {
        EventLead::All => &BEFORE,
        EventLead::Member(id) => {
            params.push(id.uuid().into());
            &OF_MEMBER
        }
        EventLead::Actor(id) => {
            params.push(id.uuid().into());
            &OF_ACTOR
        }
    };
    Ok(at.fetch(statement, &params, read).await?.into_iter().map(|(event, _)| event).collect())
}

/// The first event from this number on that was written down as it happened: its number, and when.
pub async fn moment_at(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    sequence: i64,
) -> Result<Option<(i64, Timestamp)>, StorageError> {
    let params = [organization_id.uuid().into(), sequence.into()];
    at.fetch_optional(&MOMENT_AT, &params, |row| Ok((row.int(0)?, Timestamp::from_micros(row.int(1)?)))).await
}

/// The hash of an event.
pub async fn hash_of(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    sequence: i64,
) -> Result<Option<ChainHash>, StorageError> {
    at.fetch_optional(&HASH_OF, &[organization_id.uuid().into(), sequence.into()], |row| {
        ChainHash::from_bytes(row.bytes(0)?).ok_or_else(|| row.corrupt(0))
    })
    .await
}

/// Appends events with their hashes.
pub async fn append(tx: &mut Transaction<'_>, events: &[(RecordedEvent, ChainHash)]) -> Result<(), StorageError> {
    for stretch in stretches(events) {
        let params: Vec<Param<'_>> = stretch.iter().flat_map(params).collect();
        if stretch.len() == 1 {
            tx.execute(&INSERT, &params).await?;
        } else {
            tx.execute_dynamic(&insert_text(stretch.len()), &params).await?;
        }
    }
    Ok(())
}

fn insert_text(rows: usize) -> String {
    format!(concat!("INSERT INTO event (", columns!(), ") VALUES {}"), placeholders(rows, COLUMN_COUNT))
}

/// The texts made at run time, for the catalogue's test.
#[cfg(test)]
pub(crate) fn generated() -> Vec<Generated> {
    Generated::with_values("event.append", insert_text)
}

fn params((event, hash): &(RecordedEvent, ChainHash)) -> [Param<'_>; COLUMN_COUNT] {
    [
        event.organization_id.uuid().into(),
        event.sequence.into(),
        event.event_type.into(),
        event.occurred_at.micros().into(),
        event.system_user.into(),
        event.acting_account_id.map(AccountId::uuid).into(),
        event.scim_key_id.map(ScimKeyId::uuid).into(),
        event.device_type.into(),
        event.address.as_ref().into(),
        event.request_id.as_ref().into(),
        event.subject.member_id.map(MemberId::uuid).into(),
        event.subject.account_id.map(AccountId::uuid).into(),
        event.subject.group_id.map(GroupId::uuid).into(),
        (&event.details).into(),
        hash.as_bytes().into(),
        event.subject.collection_id.map(CollectionId::uuid).into(),
        event.subject.item_id.map(ItemId::uuid).into(),
        event.subject.policy_id.map(PolicyId::uuid).into(),
    ]
}

fn read(row: &dyn Row) -> Result<(RecordedEvent, ChainHash), StorageError> {
    let event = RecordedEvent {
        organization_id: OrganizationId::from_uuid(row.uuid(0)?),
        sequence: row.int(1)?,
        event_type: row.int(2)?,
        occurred_at: Timestamp::from_micros(row.int(3)?),
        system_user: row.opt_int(4)?,
        acting_account_id: row.opt_uuid(5)?.map(AccountId::from_uuid),
        scim_key_id: row.opt_uuid(6)?.map(ScimKeyId::from_uuid),
        device_type: row.int(7)?,
        address: row.opt_text(8)?.map(str::to_owned),
        request_id: row.opt_text(9)?.map(str::to_owned),
        subject: EventSubject {
            member_id: row.opt_uuid(10)?.map(MemberId::from_uuid),
            account_id: row.opt_uuid(11)?.map(AccountId::from_uuid),
            group_id: row.opt_uuid(12)?.map(GroupId::from_uuid),
            collection_id: row.opt_uuid(15)?.map(CollectionId::from_uuid),
            item_id: row.opt_uuid(16)?.map(ItemId::from_uuid),
            policy_id: row.opt_uuid(17)?.map(PolicyId::from_uuid),
        },
        details: row.text(13)?.to_owned(),
    };
    let hash = ChainHash::from_bytes(row.bytes(14)?).ok_or_else(|| row.corrupt(14))?;
    Ok((event, hash))
}

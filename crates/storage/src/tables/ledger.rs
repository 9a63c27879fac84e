//! The ledger row of each organization.

use crate::{Param, Row, Snapshot, StorageError, Transaction, statements};
use domain::{ChainHash, ChainTip, Ledger, OrganizationId};

macro_rules! columns {
    () => {
        "sequence, head, members, members_removed, member_groups, member_groups_removed, occupied_seats, \
         confirmed_owners, last_id, tip, staged, invited, accepted, confirmed, revoked"
    };
}

statements! {
    /// Locks the ledger of an organization until the end of the transaction and reads it.
    LOCK: Write = concat!(
        "UPDATE ledger SET lock_count = lock_count + 1 WHERE organization_id = $1 RETURNING ", columns!()
    );
    /// Reads the ledger without locking it.
    BY_ORGANIZATION: Point = concat!("SELECT ", columns!(), " FROM ledger WHERE organization_id = $1");
    /// Where every log ends.
    ALL_ENDS: Scan = "SELECT organization_id, sequence, head FROM ledger";
    /// Makes the ledger of a new organization.
    INSERT: Write = "INSERT INTO ledger (organization_id, sequence, head, members, members_removed, member_groups, \
        member_groups_removed, occupied_seats, confirmed_owners, last_id, tip, staged, invited, accepted, confirmed, \
        revoked, lock_count) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0)";
    /// Writes the ledger back.
    UPDATE: Write = "UPDATE ledger SET sequence = $2, head = $3, members = $4, members_removed = $5, \
        member_groups = $6, member_groups_removed = $7, occupied_seats = $8, confirmed_owners = $9, last_id = $10, \
        tip = $11, staged = $12, invited = $13, accepted = $14, confirmed = $15, revoked = $16 \
        WHERE organization_id = $1";
}

/// Locks and reads the ledger: commands on one organization run one after another from here on.
pub async fn lock(tx: &mut Transaction<'_>, id: OrganizationId) -> Result<Option<Ledger>, StorageError> {
    tx.fetch_optional(&LOCK, &[id.uuid().into()], |row| read(row, id)).await
}

/// Reads the ledger.
pub async fn find(at: &mut Snapshot<'_>, id: OrganizationId) -> Result<Option<Ledger>, StorageError> {
    at.fetch_optional(&BY_ORGANIZATION, &[id.uuid().into()], |row| read(row, id)).await
}

/// Where the log of every organization ends: the number of its last event, and that event's hash.
pub async fn list_ends(at: &mut Snapshot<'_>) -> Result<Vec<(OrganizationId, i64, ChainHash)>, StorageError> {
    at.fetch(&ALL_ENDS, &[], |row| {
        let head = ChainHash::from_bytes(row.bytes(2)?).ok_or_else(|| row.corrupt(2))?;
        Ok((OrganizationId::from_uuid(row.uuid(0)?), row.int(1)?, head))
    })
    .await
}

/// Reads the ledger and its tip.
pub async fn find_with_tip(
    at: &mut Snapshot<'_>,
    id: OrganizationId,
) -> Result<Option<(Ledger, ChainTip)>, StorageError> {
    at.fetch_optional(&BY_ORGANIZATION, &[id.uuid().into()], |row| {
        let tip = ChainTip::from_bytes(row.bytes(9)?).ok_or_else(|| row.corrupt(9))?;
        Ok((read(row, id)?, tip))
    })
    .await
}

/// Stores the ledger of a new organization.
pub async fn insert(tx: &mut Transaction<'_>, ledger: &Ledger, tip: &ChainTip) -> Result<(), StorageError> {
    tx.execute(&INSERT, &params(ledger, tip)).await.map(drop)
}

/// Stores a changed ledger.
pub async fn update(tx: &mut Transaction<'_>, ledger: &Ledger, tip: &ChainTip) -> Result<(), StorageError> {
    tx.execute(&UPDATE, &params(ledger, tip)).await.map(drop)
}

fn params<'a>(ledger: &'a Ledger, tip: &'a ChainTip) -> [Param<'a>; 16] {
    [
        ledger.organization_id.uuid().into(),
        ledger.sequence.into(),
        ledger.head.as_bytes().into(),
        ledger.members.into(),
        ledger.members_removed.into(),
        ledger.groups.into(),
        ledger.groups_removed.into(),
        ledger.occupied_seats.into(),
        ledger.confirmed_owners.into(),
        ledger.last_id.into(),
        tip.as_bytes().into(),
        ledger.people.staged.into(),
        ledger.people.invited.into(),
        ledger.people.accepted.into(),
        ledger.people.confirmed.into(),
        ledger.people.revoked.into(),
    ]
}

fn read(row: &dyn Row, organization_id: OrganizationId) -> Result<Ledger, StorageError> {
    Ok(Ledger {
        organization_id,
        sequence: row.int(0)?,
        head: ChainHash::from_bytes(row.bytes(1)?).ok_or_else(|| row.corrupt(1))?,
        members: row.int(2)?,
        members_removed: row.int(3)?,
        groups: row.int(4)?,
        groups_removed: row.int(5)?,
        occupied_seats: row.int(6)?,
        confirmed_owners: row.int(7)?,
        people: super::member_day::read_counts(row, 10)?,
        last_id: row.uuid(8)?,
    })
}

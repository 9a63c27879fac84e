//! Items of organizations.

use super::collection_access::reached;
#[cfg(test)]
use super::values::Generated;
use super::values::{lists, numbered};
#[cfg(test)]
use crate::Cost;
use crate::{Param, Row, Snapshot, StorageError, Transaction, statements};
use domain::{Item, ItemId, ItemOwner, ItemType, MemberId, OrganizationId, Timestamp};

macro_rules! item_columns {
    () => {
        "id, item_type, data, created_at, revised_at, deleted_at"
    };
}
pub(super) use item_columns;

statements! {
    /// All items of an organization, oldest first.
    OF_ORGANIZATION: Scan = concat!("SELECT ", item_columns!(), " FROM item WHERE organization_id = $1 ORDER BY id");
    /// The items in the collections that a member reaches, oldest first.
    OF_MEMBER: Range = concat!(
        "SELECT ", item_columns!(), " FROM item WHERE organization_id = $1 AND id IN \
        (SELECT i.item_id FROM item_collection i WHERE i.organization_id = $1 AND i.collection_id IN ", reached!(),
        ") ORDER BY id"
    );
    /// Makes an item.
    INSERT: Write = "INSERT INTO item (organization_id, id, item_type, data, created_at, revised_at, deleted_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// Writes what is in an item.
    UPDATE: Write = "UPDATE item SET item_type = $3, data = $4, revised_at = $5 WHERE organization_id = $1 AND id = $2";
    /// Removes all items of an organization.
    DELETE_ALL: Scan = "DELETE FROM item WHERE organization_id = $1";
}

/// Those of these ids that are items of the organization, in no particular order.
pub async fn find_all(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    ids: &[ItemId],
) -> Result<Vec<Item>, StorageError> {
    let mut found = Vec::with_capacity(ids.len());
    for list in lists(ids) {
        let mut params = vec![Param::from(organization_id.uuid())];
        params.extend(list.iter().map(|id| Param::from(id.uuid())));
        let owner = ItemOwner::Organization(organization_id);
        found.extend(at.fetch_dynamic(&find_all_text(list.len()), &params, |row| read(row, owner)).await?);
    }
    Ok(found)
}

/// All items of an organization, oldest first.
pub async fn list(at: &mut Snapshot<'_>, organization_id: OrganizationId) -> Result<Vec<Item>, StorageError> {
    let owner = ItemOwner::Organization(organization_id);
    at.fetch(&OF_ORGANIZATION, &[organization_id.uuid().into()], |row| read(row, owner)).await
}

/// The items in the collections that a member reaches, oldest first.
pub async fn of_member(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    id: MemberId,
) -> Result<Vec<Item>, StorageError> {
    let owner = ItemOwner::Organization(organization_id);
    at.fetch(&OF_MEMBER, &[organization_id.uuid().into(), id.uuid().into()], |row| read(row, owner)).await
}

/// Stores a new item.
pub async fn insert(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    item: &Item,
) -> Result<(), StorageError> {
    let params: [Param<'_>; 7] = [
        organization_id.uuid().into(),
        item.id.uuid().into(),
        item.item_type.number().into(),
        (&item.data).into(),
        item.created_at.micros().into(),
        item.revised_at.micros().into(),
        item.deleted_at.map(Timestamp::micros).into(),
    ];
    tx.execute(&INSERT, &params).await.map(drop)
}

/// Stores what is in an item now.
pub async fn update(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    item: &Item,
) -> Result<(), StorageError> {
    let params: [Param<'_>; 5] = [
        organization_id.uuid().into(),
        item.id.uuid().into(),
        item.item_type.number().into(),
        (&item.data).into(),
        item.revised_at.micros().into(),
    ];
    tx.execute(&UPDATE, &params).await.map(drop)
}

/// Puts items into the trash, or takes them back with none.
pub async fn set_deleted(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    ids: &[ItemId],
    deleted_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), StorageError> {
    for list in lists(ids) {
        let mut params: Vec<Param<'_>> =
            vec![organization_id.uuid().into(), deleted_at.map(Timestamp::micros).into(), now.micros().into()];
        params.extend(list.iter().map(|id| Param::from(id.uuid())));
        tx.execute_dynamic(&set_deleted_text(list.len()), &params).await?;
    }
    Ok(())
}

/// Removes items for good.
pub async fn delete(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    ids: &[ItemId],
) -> Result<(), StorageError> {
    for list in lists(ids) {
        let mut params = vec![Param::from(organization_id.uuid())];
        params.extend(list.iter().map(|id| Param::from(id.uuid())));
        tx.execute_dynamic(&delete_text(list.len()), &params).await?;
    }
    Ok(())
}

/// Removes all items of an organization for good, and answers how many they were.
pub async fn delete_all(tx: &mut Transaction<'_>, organization_id: OrganizationId) -> Result<u64, StorageError> {
    tx.execute(&DELETE_ALL, &[organization_id.uuid().into()]).await
}

/// Reads an item from `item_columns!`.
pub(super) fn read(row: &dyn Row, owner: ItemOwner) -> Result<Item, StorageError> {
    Ok(Item {
        id: ItemId::from_uuid(row.uuid(0)?),
        owner,
        item_type: ItemType::from_number(row.int(1)?).ok_or_else(|| row.corrupt(1))?,
        data: row.text(2)?.to_owned(),
        created_at: Timestamp::from_micros(row.int(3)?),
        revised_at: Timestamp::from_micros(row.int(4)?),
        deleted_at: row.opt_int(5)?.map(Timestamp::from_micros),
    })
}

fn find_all_text(ids: usize) -> String {
    format!(
        concat!("SELECT ", item_columns!(), " FROM item WHERE organization_id = $1 AND id IN ({})"),
        numbered(2, ids)
    )
}

fn set_deleted_text(ids: usize) -> String {
    format!(
        "UPDATE item SET deleted_at = $2, revised_at = $3 WHERE organization_id = $1 AND id IN ({})",
        numbered(4, ids)
    )
}

fn delete_text(ids: usize) -> String {
    format!("DELETE FROM item WHERE organization_id = $1 AND id IN ({})", numbered(2, ids))
}

/// The texts made at run time, for the catalogue's test.
#[cfg(test)]
pub(crate) fn generated() -> Vec<Generated> {
    [
        Generated::with_list("item.find_all", Cost::Point, find_all_text),
        Generated::with_list("item.set_deleted", Cost::Write, set_deleted_text),
        Generated::with_list("item.delete", Cost::Write, delete_text),
    ]
    .concat()
}

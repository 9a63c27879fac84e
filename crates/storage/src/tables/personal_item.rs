//! Items that are a person's own.

use super::item::{item_columns, read};
#[cfg(test)]
use super::values::Generated;
use super::values::{lists, numbered};
#[cfg(test)]
use crate::Cost;
use crate::{Param, Snapshot, StorageError, Transaction, statements};
use domain::{AccountId, Item, ItemId, ItemOwner, Timestamp};

statements! {
    /// All items of a person, oldest first.
    OF_ACCOUNT: Range = concat!("SELECT ", item_columns!(), " FROM personal_item WHERE account_id = $1 ORDER BY id");
    /// Makes an item.
    INSERT: Write = "INSERT INTO personal_item (account_id, id, item_type, data, created_at, revised_at, deleted_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// Writes what is in an item.
    UPDATE: Write = "UPDATE personal_item SET item_type = $3, data = $4, revised_at = $5 \
        WHERE account_id = $1 AND id = $2";
    /// Removes all items of a person.
    DELETE_ALL: WriteRange = "DELETE FROM personal_item WHERE account_id = $1";
}

/// Those of these ids that are items of the person, in no particular order.
pub async fn find_all(at: &mut Snapshot<'_>, id: AccountId, ids: &[ItemId]) -> Result<Vec<Item>, StorageError> {
    let mut found = Vec::with_capacity(ids.len());
    for list in lists(ids) {
        let params = params(id, &list, &[]);
        let owner = ItemOwner::Account(id);
        found.extend(at.fetch_dynamic(&find_all_text(list.len()), &params, |row| read(row, owner)).await?);
    }
    Ok(found)
}

/// All items of a person, oldest first.
pub async fn list(at: &mut Snapshot<'_>, id: AccountId) -> Result<Vec<Item>, StorageError> {
    at.fetch(&OF_ACCOUNT, &[id.uuid().into()], |row| read(row, ItemOwner::Account(id))).await
}

/// Stores a new item.
pub async fn insert(tx: &mut Transaction<'_>, id: AccountId, item: &Item) -> Result<(), StorageError> {
    let params: [Param<'_>; 7] = [
        id.uuid().into(),
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
pub async fn update(tx: &mut Transaction<'_>, id: AccountId, item: &Item) -> Result<(), StorageError> {
    let params: [Param<'_>; 5] = [
        id.uuid().into(),
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
    id: AccountId,
    ids: &[ItemId],
    deleted_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), StorageError> {
    for list in lists(ids) {
        let params = params(id, &list, &[deleted_at.map(Timestamp::micros).into(), now.micros().into()]);
        tx.execute_dynamic(&set_deleted_text(list.len()), &params).await?;
    }
    Ok(())
}

/// Removes items for good.
pub async fn delete(tx: &mut Transaction<'_>, id: AccountId, ids: &[ItemId]) -> Result<(), StorageError> {
    for list in lists(ids) {
        tx.execute_dynamic(&delete_text(list.len()), &params(id, &list, &[])).await?;
    }
    Ok(())
}

/// Removes all items of a person for good.
pub async fn delete_all(tx: &mut Transaction<'_>, id: AccountId) -> Result<(), StorageError> {
    tx.execute(&DELETE_ALL, &[id.uuid().into()]).await.map(drop)
}

/// The person, what stands between, and the items.
fn params<'a>(id: AccountId, items: &[ItemId], between: &[Param<'a>]) -> Vec<Param<'a>> {
    let items = items.iter().map(|id| Param::from(id.uuid()));
    std::iter::once(Param::from(id.uuid())).chain(between.iter().copied()).chain(items).collect()
}

fn find_all_text(ids: usize) -> String {
    format!(
        concat!("SELECT ", item_columns!(), " FROM personal_item WHERE account_id = $1 AND id IN ({})"),
        numbered(2, ids)
    )
}

fn set_deleted_text(ids: usize) -> String {
    format!(
        "UPDATE personal_item SET deleted_at = $2, revised_at = $3 WHERE account_id = $1 AND id IN ({})",
        numbered(4, ids)
    )
}

fn delete_text(ids: usize) -> String {
    format!("DELETE FROM personal_item WHERE account_id = $1 AND id IN ({})", numbered(2, ids))
}

/// The texts made at run time, for the catalogue's test.
#[cfg(test)]
pub(crate) fn generated() -> Vec<Generated> {
    [
        Generated::with_list("personal_item.find_all", Cost::Point, find_all_text),
        Generated::with_list("personal_item.set_deleted", Cost::Write, set_deleted_text),
        Generated::with_list("personal_item.delete", Cost::Write, delete_text),
    ]
    .concat()
}

//! Where people keep items, their own and shared ones. What lies nowhere in particular has no row.

#[cfg(test)]
use super::values::Generated;
use super::values::{SHORTEST, lists, numbered, placeholders, short_lists, stretches};
#[cfg(test)]
use crate::Cost;
use crate::{Param, Row, Snapshot, StorageError, Transaction, statements};
use domain::{AccountId, FolderId, ItemId, ItemPlacement, OrganizationId, Timestamp};
use std::collections::HashMap;

statements! {
    /// Where a person keeps everything.
    OF_ACCOUNT: Range = "SELECT item_id, folder_id, favorite, archived_at FROM item_placement WHERE account_id = $1";
    /// Empties a folder.
    EMPTY_FOLDER: WriteRange = "UPDATE item_placement SET folder_id = NULL WHERE account_id = $1 AND folder_id = $2";
    /// Empties all folders.
    EMPTY_FOLDERS: WriteRange = "UPDATE item_placement SET folder_id = NULL WHERE account_id = $1";
    /// Forgets where a person keeps their own items.
    DELETE_OF_OWN: WriteRange = "DELETE FROM item_placement WHERE account_id = $1 AND item_id IN \
        (SELECT p.id FROM personal_item p WHERE p.account_id = $1)";
    /// Forgets where anybody keeps an item of an organization.
    DELETE_OF_ORGANIZATION: Scan = "DELETE FROM item_placement WHERE item_id IN \
        (SELECT i.id FROM item i WHERE i.organization_id = $1)";
    /// Forgets where a person keeps anything.
    DELETE_ALL: WriteRange = "DELETE FROM item_placement WHERE account_id = $1";
}

/// Where a person keeps everything.
pub async fn list(
    at: &mut Snapshot<'_>,
    account_id: AccountId,
) -> Result<HashMap<ItemId, ItemPlacement>, StorageError> {
    Ok(at.fetch(&OF_ACCOUNT, &[account_id.uuid().into()], read).await?.into_iter().collect())
}

/// Where a person keeps these items.
pub async fn find_all(
    at: &mut Snapshot<'_>,
    account_id: AccountId,
    ids: &[ItemId],
) -> Result<HashMap<ItemId, ItemPlacement>, StorageError> {
    let mut found = HashMap::new();
    for list in lists(ids) {
        let mut params = vec![Param::from(account_id.uuid())];
        params.extend(list.iter().map(|id| Param::from(id.uuid())));
        found.extend(at.fetch_dynamic(&find_all_text(list.len()), &params, read).await?);
    }
    Ok(found)
}

/// Stores where a person keeps items. None may come twice.
pub async fn put(
    tx: &mut Transaction<'_>,
    account_id: AccountId,
    placements: &[(ItemId, ItemPlacement)],
) -> Result<(), StorageError> {
    for stretch in stretches(placements) {
        let row = |(id, placement): &(ItemId, ItemPlacement)| -> [Param<'static>; 5] {
            [
                account_id.uuid().into(),
                id.uuid().into(),
                placement.folder_id.map(FolderId::uuid).into(),
                placement.favorite.into(),
                placement.archived_at.map(Timestamp::micros).into(),
            ]
        };
        let params: Vec<Param<'static>> = stretch.iter().flat_map(row).collect();
        tx.execute_dynamic(&put_text(stretch.len()), &params).await?;
    }
    Ok(())
}

/// Forgets where a person keeps items of their own, which are gone.
pub async fn delete(tx: &mut Transaction<'_>, account_id: AccountId, ids: &[ItemId]) -> Result<(), StorageError> {
    for list in lists(ids) {
        let mut params = vec![Param::from(account_id.uuid())];
        params.extend(list.iter().map(|id| Param::from(id.uuid())));
        tx.execute_dynamic(&delete_text(list.len()), &params).await?;
    }
    Ok(())
}

/// Forgets where anybody keeps items of an organization, which are gone.
pub async fn delete_of_all(tx: &mut Transaction<'_>, ids: &[ItemId]) -> Result<(), StorageError> {
    for list in short_lists(ids, SHORTEST) {
        let params: Vec<Param<'_>> = list.iter().map(|id| Param::from(id.uuid())).collect();
        tx.execute_dynamic(&delete_of_all_text(list.len()), &params).await?;
    }
    Ok(())
}

/// Forgets where anybody keeps any item of an organization. Asked before these go.
pub async fn delete_of_organization(tx: &mut Transaction<'_>, id: OrganizationId) -> Result<(), StorageError> {
    tx.execute(&DELETE_OF_ORGANIZATION, &[id.uuid().into()]).await.map(drop)
}

/// Takes everything out of a folder.
pub async fn empty_folder(tx: &mut Transaction<'_>, account_id: AccountId, id: FolderId) -> Result<(), StorageError> {
    tx.execute(&EMPTY_FOLDER, &[account_id.uuid().into(), id.uuid().into()]).await.map(drop)
}

/// Takes everything out of all folders.
pub async fn empty_folders(tx: &mut Transaction<'_>, account_id: AccountId) -> Result<(), StorageError> {
    tx.execute(&EMPTY_FOLDERS, &[account_id.uuid().into()]).await.map(drop)
}

/// Forgets where a person keeps their own items. Asked before these go.
pub async fn delete_of_own(tx: &mut Transaction<'_>, account_id: AccountId) -> Result<(), StorageError> {
    tx.execute(&DELETE_OF_OWN, &[account_id.uuid().into()]).await.map(drop)
}

/// Forgets where a person keeps anything.
pub async fn delete_all(tx: &mut Transaction<'_>, account_id: AccountId) -> Result<(), StorageError> {
    tx.execute(&DELETE_ALL, &[account_id.uuid().into()]).await.map(drop)
}

fn read(row: &dyn Row) -> Result<(ItemId, ItemPlacement), StorageError> {
    let placement = ItemPlacement {
        folder_id: row.opt_uuid(1)?.map(FolderId::from_uuid),
        favorite: row.bool(2)?,
        archived_at: row.opt_int(3)?.map(Timestamp::from_micros),
    };
    Ok((ItemId::from_uuid(row.uuid(0)?), placement))
}

fn find_all_text(ids: usize) -> String {
    format!(
        "SELECT item_id, folder_id, favorite, archived_at FROM item_placement WHERE account_id = $1 AND item_id IN ({})",
        numbered(2, ids)
    )
}

fn put_text(rows: usize) -> String {
    format!(
        "INSERT INTO item_placement (account_id, item_id, folder_id, favorite, archived_at) VALUES {} \
         ON CONFLICT (account_id, item_id) DO UPDATE SET folder_id = EXCLUDED.folder_id, \
         favorite = EXCLUDED.favorite, archived_at = EXCLUDED.archived_at",
        placeholders(rows, 5)
    )
}

fn delete_text(ids: usize) -> String {
    format!("DELETE FROM item_placement WHERE account_id = $1 AND item_id IN ({})", numbered(2, ids))
}

fn delete_of_all_text(ids: usize) -> String {
    format!("DELETE FROM item_placement WHERE item_id IN ({})", numbered(1, ids))
}

/// The texts made at run time, for the catalogue's test.
#[cfg(test)]
pub(crate) fn generated() -> Vec<Generated> {
    [
        Generated::with_list("item_placement.find_all", Cost::Point, find_all_text),
        Generated::with_values("item_placement.put", put_text),
        Generated::with_list("item_placement.delete", Cost::Write, delete_text),
        Generated::with_short_list("item_placement.delete_of_all", Cost::WriteRange, SHORTEST, delete_of_all_text),
    ]
    .concat()
}

//! Which items are in which collections.

#[cfg(test)]
use super::values::Generated;
use super::values::{lists, numbered, placeholders, stretches};
#[cfg(test)]
use crate::Cost;
use crate::{Param, Row, Snapshot, StorageError, Transaction, statements};
use domain::{CollectionId, ItemId, OrganizationId};

statements! {
    /// All pairs of an organization.
    OF_ORGANIZATION: Scan = "SELECT item_id, collection_id FROM item_collection WHERE organization_id = $1 \
        ORDER BY item_id, collection_id";
}

/// The collections of all items of an organization: pairs in the order of item, then collection.
pub async fn list(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
) -> Result<Vec<(ItemId, CollectionId)>, StorageError> {
    at.fetch(&OF_ORGANIZATION, &[organization_id.uuid().into()], read).await
}

/// The collections of these items, in no particular order.
pub async fn of_items(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    ids: &[ItemId],
) -> Result<Vec<(ItemId, CollectionId)>, StorageError> {
    let mut found = Vec::new();
    for list in lists(ids) {
        let mut params = vec![Param::from(organization_id.uuid())];
        params.extend(list.iter().map(|id| Param::from(id.uuid())));
        found.extend(at.fetch_dynamic(&of_items_text(list.len()), &params, read).await?);
    }
    Ok(found)
}

/// Puts items into collections; what is there already stays.
pub async fn insert(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    pairs: &[(ItemId, CollectionId)],
) -> Result<(), StorageError> {
    for stretch in stretches(pairs) {
        let row = |(item, collection): &(ItemId, CollectionId)| -> [Param<'static>; 3] {
            [organization_id.uuid().into(), item.uuid().into(), collection.uuid().into()]
        };
        let params: Vec<Param<'static>> = stretch.iter().flat_map(row).collect();
        tx.execute_dynamic(&insert_text(stretch.len()), &params).await?;
    }
    Ok(())
}

/// Takes an item out of collections.
pub async fn delete(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    item_id: ItemId,
    collections: &[CollectionId],
) -> Result<(), StorageError> {
    for list in lists(collections) {
        let mut params: Vec<Param<'_>> = vec![organization_id.uuid().into(), item_id.uuid().into()];
        params.extend(list.iter().map(|id| Param::from(id.uuid())));
        tx.execute_dynamic(&delete_text(list.len()), &params).await?;
    }
    Ok(())
}

fn read(row: &dyn Row) -> Result<(ItemId, CollectionId), StorageError> {
    Ok((ItemId::from_uuid(row.uuid(0)?), CollectionId::from_uuid(row.uuid(1)?)))
}

fn of_items_text(ids: usize) -> String {
    format!(
        "SELECT item_id, collection_id FROM item_collection WHERE organization_id = $1 AND item_id IN ({})",
        numbered(2, ids)
    )
}

fn insert_text(rows: usize) -> String {
    format!(
        "INSERT INTO item_collection (organization_id, item_id, collection_id) VALUES {} ON CONFLICT DO NOTHING",
        placeholders(rows, 3)
    )
}

fn delete_text(ids: usize) -> String {
    format!(
        "DELETE FROM item_collection WHERE organization_id = $1 AND item_id = $2 AND collection_id IN ({})",
        numbered(3, ids)
    )
}

/// The texts made at run time, for the catalogue's test.
#[cfg(test)]
pub(crate) fn generated() -> Vec<Generated> {
    [
        Generated::with_list("item_collection.of_items", Cost::Range, of_items_text),
        Generated::with_values("item_collection.insert", insert_text),
        Generated::with_list("item_collection.delete", Cost::Write, delete_text),
    ]
    .concat()
}

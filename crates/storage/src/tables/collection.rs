//! Collections.

#[cfg(test)]
use super::values::Generated;
use super::values::{lists, numbered};
#[cfg(test)]
use crate::Cost;
use crate::{Param, Row, Snapshot, StorageError, Transaction, statements};
use domain::{Collection, CollectionId, ExternalId, OrganizationId, Timestamp};

macro_rules! columns {
    () => {
        "c.id, c.name, c.external_id, c.created_at, c.revised_at"
    };
}
pub(super) use columns;

statements! {
    /// One collection.
    BY_ID: Point = concat!("SELECT ", columns!(), " FROM collection c WHERE c.organization_id = $1 AND c.id = $2");
    /// All collections of an organization, oldest first.
    OF_ORGANIZATION: Scan = concat!(
        "SELECT ", columns!(), " FROM collection c WHERE c.organization_id = $1 ORDER BY c.id"
    );
    /// A page of them, oldest first.
    PAGE: Scan = concat!(
        "SELECT ", columns!(), " FROM collection c WHERE c.organization_id = $1 ORDER BY c.id LIMIT $2 OFFSET $3"
    );
    /// How many there are.
    COUNT: Scan = "SELECT COUNT(*) FROM collection WHERE organization_id = $1";
    /// When a collection of the organization last changed.
    LAST_REVISED: Point = "SELECT revised_at FROM collection WHERE organization_id = $1 AND revised_at > 0 \
        ORDER BY revised_at DESC LIMIT 1";
    /// When a collection of the organization was last removed.
    LAST_REMOVED: Point = "SELECT collections_removed_at FROM organization WHERE id = $1";
    /// Makes a collection.
    INSERT: Write = "INSERT INTO collection (organization_id, id, name, external_id, created_at, revised_at) \
        VALUES ($1, $2, $3, $4, $5, $6)";
    /// Writes a collection's name and external id.
    UPDATE: Write = "UPDATE collection SET name = $3, external_id = $4, revised_at = $5 \
        WHERE organization_id = $1 AND id = $2";
    /// Writes that the items of all collections are gone, where there are some.
    TOUCH_FILLED: Scan = "UPDATE collection SET revised_at = \
        CASE WHEN $2 < revised_at + 1000 THEN revised_at + 1000 ELSE $2 END WHERE organization_id = $1 AND id IN \
        (SELECT i.collection_id FROM item_collection i WHERE i.organization_id = $1)";
    /// Removes a collection; who reached it and what was in it goes with it, the items themselves stay.
    DELETE: Write = "DELETE FROM collection WHERE organization_id = $1 AND id = $2";
    /// Writes that a collection is gone, for those who see all collections.
    NOTE_REMOVAL: Write = "UPDATE organization SET collections_removed_at = $2 WHERE id = $1";
}

/// The collection with this id.
pub async fn find(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    id: CollectionId,
) -> Result<Option<Collection>, StorageError> {
    at.fetch_optional(&BY_ID, &[organization_id.uuid().into(), id.uuid().into()], |row| read(row, organization_id))
        .await
}

/// Those of these ids that are collections of the organization, in no particular order.
pub async fn find_all(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    ids: &[CollectionId],
) -> Result<Vec<Collection>, StorageError> {
    let mut found = Vec::with_capacity(ids.len());
    for list in lists(ids) {
        let mut params = vec![Param::from(organization_id.uuid())];
        params.extend(list.iter().map(|id| Param::from(id.uuid())));
        found.extend(at.fetch_dynamic(&find_all_text(list.len()), &params, |row| read(row, organization_id)).await?);
    }
    Ok(found)
}

/// All collections of an organization, oldest first.
pub async fn list(at: &mut Snapshot<'_>, organization_id: OrganizationId) -> Result<Vec<Collection>, StorageError> {
    at.fetch(&OF_ORGANIZATION, &[organization_id.uuid().into()], |row| read(row, organization_id)).await
}

/// So many collections of an organization behind so many others, oldest first.
pub async fn page(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    offset: u64,
    limit: u64,
) -> Result<Vec<Collection>, StorageError> {
    let number = |number: u64| Param::from(i64::try_from(number).unwrap_or(i64::MAX));
    let params = [organization_id.uuid().into(), number(limit), number(offset)];
    at.fetch(&PAGE, &params, |row| read(row, organization_id)).await
}

/// How many collections an organization has.
pub async fn count(at: &mut Snapshot<'_>, organization_id: OrganizationId) -> Result<u64, StorageError> {
    let found = at.fetch_optional(&COUNT, &[organization_id.uuid().into()], |row| row.int(0)).await?;
    Ok(found.and_then(|count| u64::try_from(count).ok()).unwrap_or_default())
}

/// When a collection of the organization last changed or went; none where it never had one.
pub async fn last_revised(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
) -> Result<Option<Timestamp>, StorageError> {
    let params = [organization_id.uuid().into()];
    let read = |row: &dyn Row| Ok(Timestamp::from_micros(row.int(0)?));
    let revised = at.fetch_optional(&LAST_REVISED, &params, read).await?;
    Ok(revised.max(at.fetch_optional(&LAST_REMOVED, &params, read).await?))
}

/// Stores a new collection.
pub async fn insert(tx: &mut Transaction<'_>, collection: &Collection) -> Result<(), StorageError> {
    let params: [Param<'_>; 6] = [
        collection.organization_id.uuid().into(),
        collection.id.uuid().into(),
        (&collection.name).into(),
        collection.external_id.as_ref().map(ExternalId::as_str).into(),
        collection.created_at.micros().into(),
        collection.revised_at.micros().into(),
    ];
    tx.execute(&INSERT, &params).await.map(drop)
}

/// Stores a collection whose name or external id changed.
pub async fn update(tx: &mut Transaction<'_>, collection: &Collection) -> Result<(), StorageError> {
    let params: [Param<'_>; 5] = [
        collection.organization_id.uuid().into(),
        collection.id.uuid().into(),
        (&collection.name).into(),
        collection.external_id.as_ref().map(ExternalId::as_str).into(),
        collection.revised_at.micros().into(),
    ];
    tx.execute(&UPDATE, &params).await.map(drop)
}

/// Stores that items in these collections changed now: clients of whoever sees one of them then ask for news.
pub async fn touch(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    ids: &[CollectionId],
    now: Timestamp,
) -> Result<(), StorageError> {
    for list in lists(ids) {
        let mut params: Vec<Param<'_>> = vec![organization_id.uuid().into(), now.micros().into()];
        params.extend(list.iter().map(|id| Param::from(id.uuid())));
        tx.execute_dynamic(&touch_text(list.len()), &params).await?;
    }
    Ok(())
}

/// Stores that items changed in every collection that has any.
pub async fn touch_filled(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    now: Timestamp,
) -> Result<(), StorageError> {
    tx.execute(&TOUCH_FILLED, &[organization_id.uuid().into(), now.micros().into()]).await.map(drop)
}

/// Removes a collection. Who reached it is told by their own rows, before; who sees all collections is told here.
pub async fn delete(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    id: CollectionId,
    now: Timestamp,
) -> Result<(), StorageError> {
    tx.execute(&DELETE, &[organization_id.uuid().into(), id.uuid().into()]).await?;
    tx.execute(&NOTE_REMOVAL, &[organization_id.uuid().into(), now.micros().into()]).await.map(drop)
}

/// Reads a collection from `columns!`.
pub(super) fn read(row: &dyn Row, organization_id: OrganizationId) -> Result<Collection, StorageError> {
    Ok(Collection {
        organization_id,
        id: CollectionId::from_uuid(row.uuid(0)?),
        name: row.text(1)?.to_owned(),
        external_id: row.opt_text(2)?.map(ExternalId::from_stored),
        created_at: Timestamp::from_micros(row.int(3)?),
        revised_at: Timestamp::from_micros(row.int(4)?),
    })
}

fn find_all_text(ids: usize) -> String {
    format!(
        concat!("SELECT ", columns!(), " FROM collection c WHERE c.organization_id = $1 AND c.id IN ({})"),
        numbered(2, ids)
    )
}

/// Clients compare milliseconds: a second change within one is still news.
fn touch_text(ids: usize) -> String {
    format!(
        "UPDATE collection SET revised_at = CASE WHEN $2 < revised_at + 1000 THEN revised_at + 1000 ELSE $2 END \
         WHERE organization_id = $1 AND id IN ({})",
        numbered(3, ids)
    )
}

/// The texts made at run time, for the catalogue's test.
#[cfg(test)]
pub(crate) fn generated() -> Vec<Generated> {
    [
        Generated::with_list("collection.find_all", Cost::Point, find_all_text),
        Generated::with_list("collection.touch", Cost::Write, touch_text),
    ]
    .concat()
}

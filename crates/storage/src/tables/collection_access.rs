//! What one member reaches: the ways of their own and those of their groups, which never make rows of their own.

#[cfg(test)]
use super::values::Generated;
use super::values::{lists, numbered};
#[cfg(test)]
use crate::Cost;
use crate::{Param, Row, Snapshot, StorageError, statements};
use domain::{Collection, CollectionAccess, CollectionId, ItemId, MemberId, OrganizationId, Timestamp};
use std::collections::HashMap;

use super::collection::columns;

/// The collections that a member, `$2`, reaches.
macro_rules! reached {
    () => {
        "(SELECT m.collection_id FROM collection_member m WHERE m.organization_id = $1 AND m.member_id = $2 \
         UNION ALL SELECT g.collection_id FROM collection_group g WHERE g.organization_id = $1 AND g.group_id IN \
         (SELECT s.group_id FROM group_membership s WHERE s.organization_id = $1 AND s.member_id = $2))"
    };
}
pub(super) use reached;

statements! {
    /// Every way of a member to a collection.
    WAYS: Range = "SELECT m.collection_id, m.read_only, m.hide_passwords, m.manage FROM collection_member m \
        WHERE m.organization_id = $1 AND m.member_id = $2 \
        UNION ALL SELECT g.collection_id, g.read_only, g.hide_passwords, g.manage FROM collection_group g \
        WHERE g.organization_id = $1 AND g.group_id IN \
        (SELECT s.group_id FROM group_membership s WHERE s.organization_id = $1 AND s.member_id = $2)";
    /// The collections that a member reaches, oldest first.
    COLLECTIONS: Range = concat!(
        "SELECT ", columns!(), " FROM collection c WHERE c.organization_id = $1 AND c.id IN ", reached!(),
        " ORDER BY c.id"
    );
    /// When one of them last changed.
    LAST_REVISED: Range = concat!(
        "SELECT MAX(c.revised_at) FROM collection c WHERE c.organization_id = $1 AND c.id IN ", reached!()
    );
    /// Which items are in which of them.
    ITEMS: Range = concat!(
        "SELECT i.item_id, i.collection_id FROM item_collection i WHERE i.organization_id = $1 \
        AND i.collection_id IN ", reached!()
    );
}

/// What a member may do in each collection that they reach.
pub async fn of_member(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    id: MemberId,
) -> Result<HashMap<CollectionId, CollectionAccess>, StorageError> {
    let ways = at.fetch(&WAYS, &[organization_id.uuid().into(), id.uuid().into()], read).await?;
    Ok(union(ways))
}

/// What a member may do in those of these collections that they reach.
pub async fn of_member_in(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    id: MemberId,
    collections: &[CollectionId],
) -> Result<HashMap<CollectionId, CollectionAccess>, StorageError> {
    let mut ways = Vec::new();
    for list in lists(collections) {
        let mut params = vec![Param::from(organization_id.uuid()), id.uuid().into()];
        params.extend(list.iter().map(|id| Param::from(id.uuid())));
        ways.extend(at.fetch_dynamic(&ways_text(list.len()), &params, read).await?);
    }
    Ok(union(ways))
}

/// The collections that a member reaches, oldest first.
pub async fn collections(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    id: MemberId,
) -> Result<Vec<Collection>, StorageError> {
    let params = [organization_id.uuid().into(), id.uuid().into()];
    at.fetch(&COLLECTIONS, &params, |row| super::collection::read(row, organization_id)).await
}

/// When one of the collections that a member reaches last changed.
pub async fn last_revised(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    id: MemberId,
) -> Result<Option<Timestamp>, StorageError> {
    let params = [organization_id.uuid().into(), id.uuid().into()];
    let found = at.fetch_optional(&LAST_REVISED, &params, |row| row.opt_int(0)).await?;
    Ok(found.flatten().map(Timestamp::from_micros))
}

/// Which items are in which of the collections that a member reaches, in no particular order.
pub async fn items(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    id: MemberId,
) -> Result<Vec<(ItemId, CollectionId)>, StorageError> {
    let params = [organization_id.uuid().into(), id.uuid().into()];
    at.fetch(&ITEMS, &params, |row| Ok((ItemId::from_uuid(row.uuid(0)?), CollectionId::from_uuid(row.uuid(1)?)))).await
}

fn union(ways: Vec<(CollectionId, CollectionAccess)>) -> HashMap<CollectionId, CollectionAccess> {
    let mut union = HashMap::with_capacity(ways.len());
    for (id, access) in ways {
        union.entry(id).and_modify(|known: &mut CollectionAccess| *known = known.or(access)).or_insert(access);
    }
    union
}

fn read(row: &dyn Row) -> Result<(CollectionId, CollectionAccess), StorageError> {
    let access = CollectionAccess { read_only: row.bool(1)?, hide_passwords: row.bool(2)?, manage: row.bool(3)? };
    Ok((CollectionId::from_uuid(row.uuid(0)?), access))
}

fn ways_text(ids: usize) -> String {
    let ids = numbered(3, ids);
    format!(
        "SELECT m.collection_id, m.read_only, m.hide_passwords, m.manage FROM collection_member m \
         WHERE m.organization_id = $1 AND m.member_id = $2 AND m.collection_id IN ({ids}) \
         UNION ALL SELECT g.collection_id, g.read_only, g.hide_passwords, g.manage FROM collection_group g \
         WHERE g.organization_id = $1 AND g.collection_id IN ({ids}) AND g.group_id IN \
         (SELECT s.group_id FROM group_membership s WHERE s.organization_id = $1 AND s.member_id = $2)"
    )
}

/// The texts made at run time, for the catalogue's test.
#[cfg(test)]
pub(crate) fn generated() -> Vec<Generated> {
    Generated::with_list("collection_access.of_member_in", Cost::Range, ways_text)
}

//! Who is told that what they reach has changed: the confirmed ones, since nobody else has anything to reach.
//!
//! A status that changes tells the member by itself. Whether other ways gave the same all along is not asked: who is told
//! for nothing asks for news once in vain.

#[cfg(test)]
use super::values::Generated;
use super::values::{lists, numbered};
#[cfg(test)]
use crate::Cost;
use crate::{Param, StorageError, Transaction, statements};
use domain::{CollectionId, GroupId, MemberId, OrganizationId, Timestamp};

/// Clients compare milliseconds: a second change within one is still news.
macro_rules! touch {
    () => {
        "UPDATE member SET access_revised_at = \
         CASE WHEN $2 < access_revised_at + 1000 THEN access_revised_at + 1000 ELSE $2 END \
         WHERE organization_id = $1 AND status = 2 AND id IN "
    };
}

statements! {
    /// The members of a group, if the group reaches any collection.
    TOUCH_GROUP: WriteRange = concat!(
        touch!(), "(SELECT m.member_id FROM group_membership m WHERE m.organization_id = $1 AND m.group_id = $3 AND \
        EXISTS (SELECT 1 FROM collection_group c WHERE c.organization_id = $1 AND c.group_id = $3))"
    );
    /// Whoever reaches a collection by themselves.
    TOUCH_OF_COLLECTION: WriteRange = concat!(
        touch!(), "(SELECT c.member_id FROM collection_member c WHERE c.organization_id = $1 AND c.collection_id = $3)"
    );
    /// Whoever reaches a collection by a group.
    TOUCH_OF_COLLECTION_BY_GROUPS: WriteRange = concat!(
        touch!(), "(SELECT m.member_id FROM group_membership m WHERE m.organization_id = $1 AND m.group_id IN \
        (SELECT c.group_id FROM collection_group c WHERE c.organization_id = $1 AND c.collection_id = $3))"
    );
}

/// These members.
pub async fn touch(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    ids: &[MemberId],
    now: Timestamp,
) -> Result<(), StorageError> {
    for list in lists(ids) {
        let mut params: Vec<Param<'_>> = vec![organization_id.uuid().into(), now.micros().into()];
        params.extend(list.iter().map(|id| Param::from(id.uuid())));
        tx.execute_dynamic(&touch_text(list.len()), &params).await?;
    }
    Ok(())
}

/// These members, who came into a group or left it, if the group reaches any collection.
pub async fn touch_in_group(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    group_id: GroupId,
    ids: &[MemberId],
    now: Timestamp,
) -> Result<(), StorageError> {
    for list in lists(ids) {
        let mut params: Vec<Param<'_>> =
            vec![organization_id.uuid().into(), now.micros().into(), group_id.uuid().into()];
        params.extend(list.iter().map(|id| Param::from(id.uuid())));
        tx.execute_dynamic(&touch_in_group_text(list.len()), &params).await?;
    }
    Ok(())
}

/// The members of a group, if the group reaches any collection. Asked before the group goes.
pub async fn touch_group(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    group_id: GroupId,
    now: Timestamp,
) -> Result<(), StorageError> {
    let params = [organization_id.uuid().into(), now.micros().into(), group_id.uuid().into()];
    tx.execute(&TOUCH_GROUP, &params).await.map(drop)
}

/// Whoever reaches a collection. Asked before the collection goes.
pub async fn touch_of_collection(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    collection_id: CollectionId,
    now: Timestamp,
) -> Result<(), StorageError> {
    let params = [organization_id.uuid().into(), now.micros().into(), collection_id.uuid().into()];
    tx.execute(&TOUCH_OF_COLLECTION, &params).await?;
    tx.execute(&TOUCH_OF_COLLECTION_BY_GROUPS, &params).await.map(drop)
}

fn touch_text(ids: usize) -> String {
    format!(concat!(touch!(), "({})"), numbered(3, ids))
}

fn touch_in_group_text(ids: usize) -> String {
    format!(
        concat!(
            touch!(),
            "({}) AND EXISTS (SELECT 1 FROM collection_group c WHERE c.organization_id = $1 AND c.group_id = $3)"
        ),
        numbered(4, ids)
    )
}

/// The texts made at run time, for the catalogue's test.
#[cfg(test)]
pub(crate) fn generated() -> Vec<Generated> {
    [
        Generated::with_list("member_access.touch", Cost::Write, touch_text),
        Generated::with_list("member_access.touch_in_group", Cost::Write, touch_in_group_text),
    ]
    .concat()
}

//! Groups. The table is not named `group`, which SQL keeps for itself.

#[cfg(test)]
use super::values::Generated;
use super::values::{numbered, short_lists};
#[cfg(test)]
use crate::Cost;
use crate::{Param, Row, Snapshot, StorageError, Transaction, statements};
use domain::{CaseInsensitiveText, ExternalId, Group, GroupId, GroupProfile, OrganizationId, Origin, Timestamp};

macro_rules! columns {
    () => {
        "id, name, external_id, attributes, origin, version, created_at, revised_at"
    };
}

/// The columns that [`read`] expects, for `where_clause`.
pub(crate) const COLUMNS: &str = columns!();

/// Rows looked up at once, so that PostgreSQL does not read the whole table.
const LONGEST_LIST: usize = 64;

statements! {
    /// One group.
    BY_ID: Point = concat!("SELECT ", columns!(), " FROM member_group WHERE organization_id = $1 AND id = $2");
    /// The groups of a name, oldest first.
    BY_NAME: Range = concat!(
        "SELECT ", columns!(), " FROM member_group WHERE organization_id = $1 AND name_key = $2 ORDER BY id LIMIT 100"
    );
    /// The group that holds an external id.
    BY_EXTERNAL_ID: Point = concat!(
        "SELECT ", columns!(), " FROM member_group WHERE organization_id = $1 AND external_id = $2"
    );
    /// Makes a group.
    INSERT: Write = "INSERT INTO member_group (organization_id, id, name, name_key, external_id, attributes, origin, \
        version, created_at, revised_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// Writes a group's profile.
    UPDATE: Write = "UPDATE member_group SET name = $3, name_key = $4, external_id = $5, attributes = $6, \
        origin = $7, version = $8, revised_at = $9 WHERE organization_id = $1 AND id = $2";
    /// Writes that a group's members changed, so that no index but the primary key is looked at.
    TOUCH: Write = "UPDATE member_group SET version = version + 1, revised_at = $3 \
        WHERE organization_id = $1 AND id = $2";
    /// Removes a group; its memberships go with it.
    DELETE: Write = "DELETE FROM member_group WHERE organization_id = $1 AND id = $2";
}

/// The group with this id.
pub async fn find(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    id: GroupId,
) -> Result<Option<Group>, StorageError> {
    at.fetch_optional(&BY_ID, &[organization_id.uuid().into(), id.uuid().into()], |row| read(row, organization_id))
        .await
}

/// The groups of this name, oldest first; a hundred at most.
pub async fn find_by_name(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    name: &CaseInsensitiveText,
) -> Result<Vec<Group>, StorageError> {
    at.fetch(&BY_NAME, &[organization_id.uuid().into(), name.key().into()], |row| read(row, organization_id)).await
}

/// The group that holds this external id.
pub async fn find_by_external_id(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    external_id: &ExternalId,
) -> Result<Option<Group>, StorageError> {
    let params = [organization_id.uuid().into(), external_id.as_str().into()];
    at.fetch_optional(&BY_EXTERNAL_ID, &params, |row| read(row, organization_id)).await
}

/// The names of those of these groups that the organization has, in no particular order.
pub async fn names(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    ids: &[GroupId],
) -> Result<Vec<(GroupId, String)>, StorageError> {
    let mut found = Vec::with_capacity(ids.len());
    for list in short_lists(ids, LONGEST_LIST) {
        let mut params = vec![Param::from(organization_id.uuid())];
        params.extend(list.iter().map(|id| Param::from(id.uuid())));
        let read = |row: &dyn Row| Ok((GroupId::from_uuid(row.uuid(0)?), row.text(1)?.to_owned()));
        found.extend(at.fetch_dynamic(&names_text(list.len()), &params, read).await?);
    }
    Ok(found)
}

fn names_text(groups: usize) -> String {
    format!("SELECT id, name FROM member_group WHERE organization_id = $1 AND id IN ({})", numbered(2, groups))
}

/// The texts made at run time, for the catalogue's test.
#[cfg(test)]
pub(crate) fn generated() -> Vec<Generated> {
    Generated::with_short_list("member_group.names", Cost::Point, LONGEST_LIST, names_text)
}

/// Stores a new group.
pub async fn insert(tx: &mut Transaction<'_>, group: &Group) -> Result<(), StorageError> {
    let params: [Param<'_>; 10] = [
        group.organization_id.uuid().into(),
        group.id.uuid().into(),
        group.profile.name.text().into(),
        group.profile.name.key().into(),
        group.profile.external_id.as_ref().map(ExternalId::as_str).into(),
        group.profile.attributes.as_ref().into(),
        group.origin.number().into(),
        group.version.into(),
        group.created_at.micros().into(),
        group.revised_at.micros().into(),
    ];
    tx.execute(&INSERT, &params).await.map(drop)
}

/// Stores a group whose profile changed.
pub async fn update(tx: &mut Transaction<'_>, group: &Group) -> Result<(), StorageError> {
    let params: [Param<'_>; 9] = [
        group.organization_id.uuid().into(),
        group.id.uuid().into(),
        group.profile.name.text().into(),
        group.profile.name.key().into(),
        group.profile.external_id.as_ref().map(ExternalId::as_str).into(),
        group.profile.attributes.as_ref().into(),
        group.origin.number().into(),
        group.version.into(),
        group.revised_at.micros().into(),
    ];
    tx.execute(&UPDATE, &params).await.map(drop)
}

/// Counts a change of a group's members.
pub async fn touch(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    id: GroupId,
    now: Timestamp,
) -> Result<(), StorageError> {
    tx.execute(&TOUCH, &[organization_id.uuid().into(), id.uuid().into(), now.micros().into()]).await.map(drop)
}

/// Removes a group with its memberships.
pub async fn delete(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    id: GroupId,
) -> Result<(), StorageError> {
    tx.execute(&DELETE, &[organization_id.uuid().into(), id.uuid().into()]).await.map(drop)
}

/// Reads a group from [`COLUMNS`].
pub(crate) fn read(row: &dyn Row, organization_id: OrganizationId) -> Result<Group, StorageError> {
    Ok(Group {
        organization_id,
        id: GroupId::from_uuid(row.uuid(0)?),
        profile: GroupProfile {
            name: CaseInsensitiveText::new(row.text(1)?),
            external_id: row.opt_text(2)?.map(ExternalId::from_stored),
            attributes: row.opt_text(3)?.map(str::to_owned),
        },
        origin: Origin::from_number(row.int(4)?).ok_or_else(|| row.corrupt(4))?,
        version: row.int(5)?,
        created_at: Timestamp::from_micros(row.int(6)?),
        revised_at: Timestamp::from_micros(row.int(7)?),
    })
}

//! Who is in which group, and who said so.

#[cfg(test)]
use super::values::Generated;
use super::values::{lists, numbered, placeholders, stretches};
#[cfg(test)]
use crate::Cost;
use crate::{Param, Snapshot, StorageError, Transaction, statements};
use domain::{GroupId, MemberId, OrganizationId, Origin};

statements! {
    /// The members of a group, in the order of their ids.
    OF_GROUP: Range = "SELECT member_id, origin FROM group_membership WHERE organization_id = $1 AND group_id = $2 \
        ORDER BY member_id";
    /// The groups of a member, with their names.
    OF_MEMBER: Range = "SELECT m.group_id, g.name FROM group_membership m \
        JOIN member_group g ON g.organization_id = m.organization_id AND g.id = m.group_id \
        WHERE m.organization_id = $1 AND m.member_id = $2 ORDER BY m.group_id";
    /// Who said that a member is in its groups.
    ORIGINS_OF_MEMBER: Range = "SELECT group_id, origin FROM group_membership WHERE organization_id = $1 \
        AND member_id = $2 ORDER BY group_id";
}

/// One member of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Membership {
    /// Who.
    pub member_id: MemberId,
    /// Who said so.
    pub origin: Origin,
}

/// A group of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupOfMember {
    /// The group.
    pub group_id: GroupId,
    /// Its name.
    pub name: String,
}

/// The members of a group, in the order of their ids.
pub async fn of_group(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    group_id: GroupId,
) -> Result<Vec<Membership>, StorageError> {
    at.fetch(&OF_GROUP, &[organization_id.uuid().into(), group_id.uuid().into()], |row| {
        let origin = Origin::from_number(row.int(1)?).ok_or_else(|| row.corrupt(1))?;
        Ok(Membership { member_id: MemberId::from_uuid(row.uuid(0)?), origin })
    })
    .await
}

/// The groups of a member, in the order of their ids.
pub async fn of_member(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    member_id: MemberId,
) -> Result<Vec<GroupOfMember>, StorageError> {
    at.fetch(&OF_MEMBER, &[organization_id.uuid().into(), member_id.uuid().into()], |row| {
        Ok(GroupOfMember { group_id: GroupId::from_uuid(row.uuid(0)?), name: row.text(1)?.to_owned() })
    })
    .await
}

/// Who said that a member is in each of its groups.
pub async fn origins_of_member(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    member_id: MemberId,
) -> Result<Vec<(GroupId, Origin)>, StorageError> {
    at.fetch(&ORIGINS_OF_MEMBER, &[organization_id.uuid().into(), member_id.uuid().into()], |row| {
        let origin = Origin::from_number(row.int(1)?).ok_or_else(|| row.corrupt(1))?;
        Ok((GroupId::from_uuid(row.uuid(0)?), origin))
    })
    .await
}

/// The groups of each of these members: pairs in the order of member, then group.
pub async fn of_members(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    ids: &[MemberId],
) -> Result<Vec<(MemberId, GroupOfMember)>, StorageError> {
    let mut found = Vec::new();
    for list in lists(ids) {
        let sql = of_members_text(list.len());
        let mut params = vec![Param::from(organization_id.uuid())];
        params.extend(list.iter().map(|id| Param::from(id.uuid())));
        let rows = at.fetch_dynamic(&sql, &params, |row| {
            let group = GroupOfMember { group_id: GroupId::from_uuid(row.uuid(1)?), name: row.text(2)?.to_owned() };
            Ok((MemberId::from_uuid(row.uuid(0)?), group))
        });
        found.extend(rows.await?);
    }
    Ok(found)
}

/// The members of each of these groups: pairs in the order of group, then member.
pub async fn of_groups(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    ids: &[GroupId],
) -> Result<Vec<(GroupId, MemberId)>, StorageError> {
    let mut found = Vec::new();
    for list in lists(ids) {
        let sql = of_groups_text(list.len());
        let mut params = vec![Param::from(organization_id.uuid())];
        params.extend(list.iter().map(|id| Param::from(id.uuid())));
        let rows = at.fetch_dynamic(&sql, &params, |row| {
            Ok((GroupId::from_uuid(row.uuid(0)?), MemberId::from_uuid(row.uuid(1)?)))
        });
        found.extend(rows.await?);
    }
    Ok(found)
}

/// How many members each of these groups has; those that have none are left out.
pub async fn counts(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    ids: &[GroupId],
) -> Result<Vec<(GroupId, i64)>, StorageError> {
    let mut found = Vec::with_capacity(ids.len());
    for list in lists(ids) {
        let mut params = vec![Param::from(organization_id.uuid())];
        params.extend(list.iter().map(|id| Param::from(id.uuid())));
        let sql = counts_text(list.len());
        let rows = at.fetch_dynamic(&sql, &params, |row| Ok((GroupId::from_uuid(row.uuid(0)?), row.int(1)?)));
        found.extend(rows.await?);
    }
    Ok(found)
}

/// Who put those of these members into a group who are in it.
pub async fn origins_in_group(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    group_id: GroupId,
    members: &[MemberId],
) -> Result<Vec<(MemberId, Origin)>, StorageError> {
    let mut found = Vec::with_capacity(members.len());
    for list in lists(members) {
        let mut params: Vec<Param<'_>> = vec![organization_id.uuid().into(), group_id.uuid().into()];
        params.extend(list.iter().map(|id| Param::from(id.uuid())));
        let sql = origins_in_group_text(list.len());
        let rows = at.fetch_dynamic(&sql, &params, |row| {
            let origin = Origin::from_number(row.int(1)?).ok_or_else(|| row.corrupt(1))?;
            Ok((MemberId::from_uuid(row.uuid(0)?), origin))
        });
        found.extend(rows.await?);
    }
    Ok(found)
}

/// Adds memberships and answers who was not in the group before.
pub async fn insert(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    group_id: GroupId,
    members: &[MemberId],
    origin: Origin,
) -> Result<Vec<MemberId>, StorageError> {
    let mut joined = Vec::with_capacity(members.len());
    for stretch in stretches(members) {
        let sql = insert_text(stretch.len());
        let row = |id: &MemberId| -> [Param<'static>; 4] {
            [organization_id.uuid().into(), group_id.uuid().into(), id.uuid().into(), origin.number().into()]
        };
        let params: Vec<Param<'static>> = stretch.iter().flat_map(row).collect();
        joined.extend(tx.fetch_dynamic(&sql, &params, |row| Ok(MemberId::from_uuid(row.uuid(0)?))).await?);
    }
    Ok(joined)
}

/// Drops memberships and answers who was in the group before.
pub async fn delete(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    group_id: GroupId,
    members: &[MemberId],
) -> Result<Vec<MemberId>, StorageError> {
    let mut left = Vec::with_capacity(members.len());
    for list in lists(members) {
        let sql = delete_text(list.len());
        let mut params: Vec<Param<'_>> = vec![organization_id.uuid().into(), group_id.uuid().into()];
        params.extend(list.iter().map(|id| Param::from(id.uuid())));
        left.extend(tx.fetch_dynamic(&sql, &params, |row| Ok(MemberId::from_uuid(row.uuid(0)?))).await?);
    }
    Ok(left)
}

fn of_members_text(members: usize) -> String {
    format!(
        "SELECT m.member_id, m.group_id, g.name FROM group_membership m \
         JOIN member_group g ON g.organization_id = m.organization_id AND g.id = m.group_id \
         WHERE m.organization_id = $1 AND m.member_id IN ({}) ORDER BY m.member_id, m.group_id",
        numbered(2, members)
    )
}

fn of_groups_text(groups: usize) -> String {
    format!(
        "SELECT group_id, member_id FROM group_membership WHERE organization_id = $1 AND group_id IN ({}) \
         ORDER BY group_id, member_id",
        numbered(2, groups)
    )
}

fn counts_text(groups: usize) -> String {
    format!(
        "SELECT group_id, COUNT(*) FROM group_membership WHERE organization_id = $1 AND group_id IN ({}) \
         GROUP BY group_id",
        numbered(2, groups)
    )
}

fn origins_in_group_text(members: usize) -> String {
    format!(
        "SELECT member_id, origin FROM group_membership WHERE organization_id = $1 AND group_id = $2 \
         AND member_id IN ({})",
        numbered(3, members)
    )
}

fn insert_text(rows: usize) -> String {
    format!(
        "INSERT INTO group_membership (organization_id, group_id, member_id, origin) VALUES {} \
         ON CONFLICT DO NOTHING RETURNING member_id",
        placeholders(rows, 4)
    )
}

fn delete_text(members: usize) -> String {
    format!(
        "DELETE FROM group_membership WHERE organization_id = $1 AND group_id = $2 AND member_id IN ({}) \
         RETURNING member_id",
        numbered(3, members)
    )
}

/// The texts made at run time, for the catalogue's test.
#[cfg(test)]
pub(crate) fn generated() -> Vec<Generated> {
    [
        Generated::with_list("group_membership.of_members", Cost::Range, of_members_text),
        Generated::with_list("group_membership.of_groups", Cost::Range, of_groups_text),
        Generated::with_list("group_membership.counts", Cost::Range, counts_text),
        Generated::with_list("group_membership.origins_in_group", Cost::Point, origins_in_group_text),
        Generated::with_values("group_membership.insert", insert_text),
        Generated::with_list("group_membership.delete", Cost::Write, delete_text),
    ]
    .concat()
}

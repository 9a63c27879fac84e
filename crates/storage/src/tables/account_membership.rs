//! Which organizations a person is a member of.

#[cfg(test)]
use super::values::Generated;
use super::values::{numbered, short_lists};
#[cfg(test)]
use crate::Cost;
use crate::{Param, Snapshot, StorageError, Transaction, statements};
use domain::{AccountId, MemberId, OrganizationId};

/// Rows looked up at once, so that PostgreSQL does not read the whole table.
const LONGEST_LIST: usize = 64;

statements! {
    /// The memberships of a person.
    OF_ACCOUNT: Range = "SELECT organization_id, member_id FROM account_membership WHERE account_id = $1 \
        ORDER BY organization_id";
    /// The membership of a person in one organization.
    IN_ORGANIZATION: Point = "SELECT member_id FROM account_membership WHERE account_id = $1 AND organization_id = $2";
    /// Ties a person to an organization.
    INSERT: Write = "INSERT INTO account_membership (account_id, organization_id, member_id) VALUES ($1, $2, $3)";
    /// Unties them.
    DELETE: Write = "DELETE FROM account_membership WHERE account_id = $1 AND organization_id = $2";
    /// Unties everybody behind the members of an organization.
    DELETE_OF_MEMBERS: Scan = "DELETE FROM account_membership WHERE organization_id = $1 AND account_id IN \
        (SELECT m.account_id FROM member m WHERE m.organization_id = $1)";
}

/// The memberships of a person, in every status that has an account.
pub async fn of_account(at: &mut Snapshot<'_>, id: AccountId) -> Result<Vec<(OrganizationId, MemberId)>, StorageError> {
    let read = |row: &dyn crate::Row| Ok((OrganizationId::from_uuid(row.uuid(0)?), MemberId::from_uuid(row.uuid(1)?)));
    at.fetch(&OF_ACCOUNT, &[id.uuid().into()], read).await
}

/// The membership of a person in an organization.
pub async fn find(
    at: &mut Snapshot<'_>,
    id: AccountId,
    organization_id: OrganizationId,
) -> Result<Option<MemberId>, StorageError> {
    let params = [id.uuid().into(), organization_id.uuid().into()];
    at.fetch_optional(&IN_ORGANIZATION, &params, |row| Ok(MemberId::from_uuid(row.uuid(0)?))).await
}

/// The memberships of these people in one organization, in no particular order.
pub async fn find_all(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    ids: &[AccountId],
) -> Result<Vec<(AccountId, MemberId)>, StorageError> {
    let mut found = Vec::with_capacity(ids.len());
    for list in short_lists(ids, LONGEST_LIST) {
        let mut params = vec![Param::from(organization_id.uuid())];
        params.extend(list.iter().map(|id| Param::from(id.uuid())));
        let read = |row: &dyn crate::Row| Ok((AccountId::from_uuid(row.uuid(0)?), MemberId::from_uuid(row.uuid(1)?)));
        found.extend(at.fetch_dynamic(&find_all_text(list.len()), &params, read).await?);
    }
    Ok(found)
}

fn find_all_text(people: usize) -> String {
    format!(
        "SELECT account_id, member_id FROM account_membership WHERE organization_id = $1 AND account_id IN ({})",
        numbered(2, people)
    )
}

/// The texts made at run time, for the catalogue's test.
#[cfg(test)]
pub(crate) fn generated() -> Vec<Generated> {
    Generated::with_short_list("account_membership.find_all", Cost::Point, LONGEST_LIST, find_all_text)
}

/// Ties a person to an organization.
pub async fn insert(
    tx: &mut Transaction<'_>,
    id: AccountId,
    organization_id: OrganizationId,
    member_id: MemberId,
) -> Result<(), StorageError> {
    let params = [id.uuid().into(), organization_id.uuid().into(), member_id.uuid().into()];
    tx.execute(&INSERT, &params).await.map(drop)
}

/// Unties a person from an organization.
pub async fn delete(
    tx: &mut Transaction<'_>,
    id: AccountId,
    organization_id: OrganizationId,
) -> Result<(), StorageError> {
    tx.execute(&DELETE, &[id.uuid().into(), organization_id.uuid().into()]).await.map(drop)
}

/// Unties everybody from an organization. Asked before the members go.
pub async fn delete_of_members(tx: &mut Transaction<'_>, organization_id: OrganizationId) -> Result<(), StorageError> {
    tx.execute(&DELETE_OF_MEMBERS, &[organization_id.uuid().into()]).await.map(drop)
}

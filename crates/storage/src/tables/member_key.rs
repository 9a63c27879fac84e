//! Ciphertext of memberships: the organization's key as sealed for the member, and the member's key as sealed for the
//! organization. It stays while the member is revoked and goes with the member.

#[cfg(test)]
use super::values::Generated;
use super::values::{lists, numbered};
#[cfg(test)]
use crate::Cost;
use crate::{Param, Row, Snapshot, StorageError, Transaction, statements};
use domain::{MemberId, MemberKeys, OrganizationId};
use std::collections::HashSet;

statements! {
    /// What is kept of a membership.
    OF_MEMBER: Point = "SELECT sealed_organization_key, recovery_key FROM member_key \
        WHERE organization_id = $1 AND member_id = $2";
    /// Writes the organization's key, as sealed for the member.
    PUT_ORGANIZATION_KEY: Write = "INSERT INTO member_key (organization_id, member_id, sealed_organization_key) \
        VALUES ($1, $2, $3) ON CONFLICT (organization_id, member_id) DO UPDATE SET sealed_organization_key = $3";
    /// Writes the member's key, as sealed for the organization, or takes it away.
    PUT_RECOVERY_KEY: Write = "INSERT INTO member_key (organization_id, member_id, recovery_key) \
        VALUES ($1, $2, $3) ON CONFLICT (organization_id, member_id) DO UPDATE SET recovery_key = $3";
}

/// What is kept of a membership.
pub async fn find(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    member_id: MemberId,
) -> Result<MemberKeys, StorageError> {
    let found = at.fetch_optional(&OF_MEMBER, &[organization_id.uuid().into(), member_id.uuid().into()], read).await?;
    Ok(found.unwrap_or_default())
}

/// Stores the organization's key, as sealed for the member.
pub async fn put_organization_key(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    member_id: MemberId,
    key: &str,
) -> Result<(), StorageError> {
    let params = [organization_id.uuid().into(), member_id.uuid().into(), key.into()];
    tx.execute(&PUT_ORGANIZATION_KEY, &params).await.map(drop)
}

/// Stores the member's key, as sealed for the organization; none takes it away.
pub async fn put_recovery_key(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    member_id: MemberId,
    key: Option<&str>,
) -> Result<(), StorageError> {
    let params = [organization_id.uuid().into(), member_id.uuid().into(), key.into()];
    tx.execute(&PUT_RECOVERY_KEY, &params).await.map(drop)
}

/// Those of these members who have given the organization a recovery key.
pub async fn recoverable(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    ids: &[MemberId],
) -> Result<HashSet<MemberId>, StorageError> {
    let mut found = HashSet::new();
    for list in lists(ids) {
        let mut params = vec![Param::from(organization_id.uuid())];
        params.extend(list.iter().map(|id| Param::from(id.uuid())));
        let text = recoverable_text(list.len());
        found.extend(at.fetch_dynamic(&text, &params, |row| Ok(MemberId::from_uuid(row.uuid(0)?))).await?);
    }
    Ok(found)
}

fn recoverable_text(members: usize) -> String {
    format!(
        "SELECT member_id FROM member_key WHERE organization_id = $1 AND member_id IN ({}) AND recovery_key IS NOT NULL",
        numbered(2, members)
    )
}

/// The texts made at run time, for the catalogue's test.
#[cfg(test)]
pub(crate) fn generated() -> Vec<Generated> {
    Generated::with_list("member_key.recoverable", Cost::Point, recoverable_text)
}

fn read(row: &dyn Row) -> Result<MemberKeys, StorageError> {
    Ok(MemberKeys {
        sealed_organization_key: row.opt_text(0)?.map(str::to_owned),
        recovery_key: row.opt_text(1)?.map(str::to_owned),
    })
}

//! Policies of organizations.

use crate::{Param, Row, Snapshot, StorageError, Transaction, statements};
use domain::{OrganizationId, Policy, PolicyId, PolicyType, Timestamp};

statements! {
    /// The policies of an organization that were ever set.
    OF_ORGANIZATION: Range = "SELECT policy_type, id, enabled, settings, revised_at FROM policy \
        WHERE organization_id = $1 AND policy_type >= 0 ORDER BY policy_type";
    /// One of them.
    BY_TYPE: Point = "SELECT policy_type, id, enabled, settings, revised_at FROM policy \
        WHERE organization_id = $1 AND policy_type = $2";
    /// Writes a policy.
    PUT: Write = "INSERT INTO policy (organization_id, policy_type, id, enabled, settings, revised_at) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organization_id, policy_type) \
        DO UPDATE SET enabled = $4, settings = $5, revised_at = $6";
}

/// The policies of an organization that were ever set, in the order of their numbers.
pub async fn list(at: &mut Snapshot<'_>, organization_id: OrganizationId) -> Result<Vec<Policy>, StorageError> {
    at.fetch(&OF_ORGANIZATION, &[organization_id.uuid().into()], |row| read(row, organization_id)).await
}

/// One policy, if it was ever set.
pub async fn find(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    policy_type: PolicyType,
) -> Result<Option<Policy>, StorageError> {
    let params = [organization_id.uuid().into(), policy_type.number().into()];
    at.fetch_optional(&BY_TYPE, &params, |row| read(row, organization_id)).await
}

/// Stores a policy, new or changed.
pub async fn put(tx: &mut Transaction<'_>, policy: &Policy) -> Result<(), StorageError> {
    let params: [Param<'_>; 6] = [
        policy.organization_id.uuid().into(),
        policy.policy_type.number().into(),
        policy.id.uuid().into(),
        policy.enabled.into(),
        policy.settings.as_ref().into(),
        policy.revised_at.micros().into(),
    ];
    tx.execute(&PUT, &params).await.map(drop)
}

fn read(row: &dyn Row, organization_id: OrganizationId) -> Result<Policy, StorageError> {
    Ok(Policy {
        organization_id,
        policy_type: PolicyType::from_number(row.int(0)?).ok_or_else(|| row.corrupt(0))?,
        id: PolicyId::from_uuid(row.uuid(1)?),
        enabled: row.bool(2)?,
        settings: row.opt_text(3)?.map(str::to_owned),
        revised_at: Timestamp::from_micros(row.int(4)?),
    })
}

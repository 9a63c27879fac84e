//! Organizations and their settings.

use crate::{Param, Row, Snapshot, StorageError, Transaction, statements};
use domain::{Organization, OrganizationId, Plan, ScimSettings, Timestamp};

macro_rules! columns {
    () => {
        "id, name, plan, seats, enabled, scim_enabled, invite_users_after_provisioning, directory_is_authoritative, created_at"
    };
}

statements! {
    /// One organization.
    BY_ID: Point = concat!("SELECT ", columns!(), " FROM organization WHERE id = $1");
    /// All organizations, in the order of creation.
    ALL: Scan = concat!("SELECT ", columns!(), " FROM organization ORDER BY id");
    /// Makes one.
    INSERT: Write = concat!("INSERT INTO organization (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
    /// Writes what can change.
    UPDATE: Write = "UPDATE organization SET name = $2, plan = $3, seats = $4, enabled = $5, scim_enabled = $6, \
        invite_users_after_provisioning = $7, directory_is_authoritative = $8 WHERE id = $1";
}

/// The organization with this id.
pub async fn find(at: &mut Snapshot<'_>, id: OrganizationId) -> Result<Option<Organization>, StorageError> {
    at.fetch_optional(&BY_ID, &[id.uuid().into()], |row| read(row, 0)).await
}

/// Every organization, in the order of creation.
pub async fn list(at: &mut Snapshot<'_>) -> Result<Vec<Organization>, StorageError> {
    at.fetch(&ALL, &[], |row| read(row, 0)).await
}

/// Stores a new organization.
pub async fn insert(tx: &mut Transaction<'_>, organization: &Organization) -> Result<(), StorageError> {
    let mut params = changeable(organization).to_vec();
    params.push(organization.created_at.micros().into());
    tx.execute(&INSERT, &params).await.map(drop)
}

/// Stores the settings of an organization.
pub async fn update(tx: &mut Transaction<'_>, organization: &Organization) -> Result<(), StorageError> {
    tx.execute(&UPDATE, &changeable(organization)).await.map(drop)
}

fn changeable(organization: &Organization) -> [Param<'_>; 8] {
    [
        organization.id.uuid().into(),
        (&organization.name).into(),
        organization.plan.number().into(),
        organization.seats.into(),
        organization.enabled.into(),
        organization.scim.enabled.into(),
        organization.scim.invite_users_after_provisioning.into(),
        organization.scim.directory_is_authoritative.into(),
    ]
}

/// Reads an organization whose columns begin at `first`.
pub(crate) fn read(row: &dyn Row, first: usize) -> Result<Organization, StorageError> {
    Ok(Organization {
        id: OrganizationId::from_uuid(row.uuid(first)?),
        name: row.text(first + 1)?.to_owned(),
        plan: Plan::from_number(row.int(first + 2)?).ok_or_else(|| row.corrupt(first + 2))?,
        seats: row.opt_int(first + 3)?,
        enabled: row.bool(first + 4)?,
        scim: ScimSettings {
            enabled: row.bool(first + 5)?,
            invite_users_after_provisioning: row.bool(first + 6)?,
            directory_is_authoritative: row.bool(first + 7)?,
        },
        created_at: Timestamp::from_micros(row.int(first + 8)?),
    })
}

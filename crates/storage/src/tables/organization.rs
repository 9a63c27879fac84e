//! Organizations and their settings.

use crate::{Param, Row, Snapshot, StorageError, Transaction, statements};
use domain::{CollectionSettings, Organization, OrganizationId, OrganizationKeys, Plan, ScimSettings, Timestamp};

/// The columns that [`read`] expects, of a table that is called `o`. The keys are not among them: few calls want them.
macro_rules! organization_columns {
    () => {
        "o.id, o.name, o.plan, o.seats, o.enabled, o.scim_enabled, o.invite_users_after_provisioning, \
         o.directory_is_authoritative, o.limit_collection_creation, o.limit_collection_deletion, o.limit_item_deletion, \
         o.admins_access_all_collections, o.billing_email, o.public_key IS NOT NULL, o.created_at, o.revised_at"
    };
}
pub(crate) use organization_columns;

/// How many columns these are.
const COLUMNS: usize = 16;

statements! {
    /// One organization.
    BY_ID: Point = concat!("SELECT ", organization_columns!(), " FROM organization o WHERE o.id = $1");
    /// All organizations, in the order of creation.
    ALL: Scan = concat!("SELECT ", organization_columns!(), " FROM organization o ORDER BY o.id");
    /// Some of them, the newest first, with how many members each has.
    NEWEST: Scan = concat!(
        "SELECT ", organization_columns!(), ", (SELECT l.members FROM ledger l WHERE l.organization_id = o.id) \
         FROM organization o ORDER BY o.id DESC LIMIT $1 OFFSET $2"
    );
    /// How many there are.
    COUNT: Scan = "SELECT COUNT(*) FROM organization";
    /// Makes one.
    INSERT: Write = "INSERT INTO organization (id, name, plan, seats, enabled, scim_enabled, \
        invite_users_after_provisioning, directory_is_authoritative, limit_collection_creation, \
        limit_collection_deletion, limit_item_deletion, admins_access_all_collections, billing_email, revised_at, \
        created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    /// Writes what can change.
    UPDATE: Write = "UPDATE organization SET name = $2, plan = $3, seats = $4, enabled = $5, scim_enabled = $6, \
        invite_users_after_provisioning = $7, directory_is_authoritative = $8, limit_collection_creation = $9, \
        limit_collection_deletion = $10, limit_item_deletion = $11, admins_access_all_collections = $12, \
        billing_email = $13, revised_at = $14 WHERE id = $1";
    /// The key pair.
    KEYS: Point = "SELECT public_key, wrapped_private_key FROM organization WHERE id = $1 AND public_key IS NOT NULL";
    /// Writes the key pair.
    UPDATE_KEYS: Write = "UPDATE organization SET public_key = $2, wrapped_private_key = $3 WHERE id = $1";
    /// Writes when something changed that every member's client shows.
    TOUCH: Write = "UPDATE organization SET revised_at = $2 WHERE id = $1";
    /// Removes one; what belongs to it is removed by its own tables.
    DELETE: Write = "DELETE FROM organization WHERE id = $1";
}

/// The organization with this id.
pub async fn find(at: &mut Snapshot<'_>, id: OrganizationId) -> Result<Option<Organization>, StorageError> {
    at.fetch_optional(&BY_ID, &[id.uuid().into()], |row| read(row, 0)).await
}

/// Every organization, in the order of creation.
pub async fn list(at: &mut Snapshot<'_>) -> Result<Vec<Organization>, StorageError> {
    at.fetch(&ALL, &[], |row| read(row, 0)).await
}

/// Up to `limit` organizations after the first `offset`, the newest first, each with how many members it has.
pub async fn list_newest(
    at: &mut Snapshot<'_>,
    limit: u64,
    offset: u64,
) -> Result<Vec<(Organization, i64)>, StorageError> {
    let [limit, offset] = [limit, offset].map(|number| Param::from(i64::try_from(number).unwrap_or(i64::MAX)));
    at.fetch(&NEWEST, &[limit, offset], |row| Ok((read(row, 0)?, row.int(COLUMNS)?))).await
}

/// How many organizations there are.
pub async fn count(at: &mut Snapshot<'_>) -> Result<i64, StorageError> {
    Ok(at.fetch_optional(&COUNT, &[], |row| row.int(0)).await?.unwrap_or(0))
}

/// Stores a new organization, without keys.
pub async fn insert(tx: &mut Transaction<'_>, organization: &Organization) -> Result<(), StorageError> {
    let mut params = changeable(organization).to_vec();
    params.push(organization.created_at.micros().into());
    tx.execute(&INSERT, &params).await.map(drop)
}

/// Stores the settings of an organization.
pub async fn update(tx: &mut Transaction<'_>, organization: &Organization) -> Result<(), StorageError> {
    tx.execute(&UPDATE, &changeable(organization)).await.map(drop)
}

/// The key pair of an organization, once it has one.
pub async fn find_keys(at: &mut Snapshot<'_>, id: OrganizationId) -> Result<Option<OrganizationKeys>, StorageError> {
    at.fetch_optional(&KEYS, &[id.uuid().into()], |row| {
        Ok(OrganizationKeys { public_key: row.text(0)?.to_owned(), wrapped_private_key: row.text(1)?.to_owned() })
    })
    .await
}

/// Stores the key pair of an organization.
pub async fn update_keys(
    tx: &mut Transaction<'_>,
    id: OrganizationId,
    keys: &OrganizationKeys,
) -> Result<(), StorageError> {
    let params = [id.uuid().into(), (&keys.public_key).into(), (&keys.wrapped_private_key).into()];
    tx.execute(&UPDATE_KEYS, &params).await.map(drop)
}

/// Stores that something changed now that every member's client shows.
pub async fn touch(tx: &mut Transaction<'_>, id: OrganizationId, now: Timestamp) -> Result<(), StorageError> {
    tx.execute(&TOUCH, &[id.uuid().into(), now.micros().into()]).await.map(drop)
}

/// Removes an organization.
pub async fn delete(tx: &mut Transaction<'_>, id: OrganizationId) -> Result<(), StorageError> {
    tx.execute(&DELETE, &[id.uuid().into()]).await.map(drop)
}

fn changeable(organization: &Organization) -> [Param<'_>; 14] {
    [
        organization.id.uuid().into(),
        (&organization.name).into(),
        organization.plan.number().into(),
        organization.seats.into(),
        organization.enabled.into(),
        organization.scim.enabled.into(),
        organization.scim.invite_users_after_provisioning.into(),
        organization.scim.directory_is_authoritative.into(),
        organization.collections.limit_creation.into(),
        organization.collections.limit_deletion.into(),
        organization.collections.limit_item_deletion.into(),
        organization.collections.admins_access_all.into(),
        organization.billing_email.as_ref().into(),
        organization.revised_at.micros().into(),
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
        collections: CollectionSettings {
            limit_creation: row.bool(first + 8)?,
            limit_deletion: row.bool(first + 9)?,
            limit_item_deletion: row.bool(first + 10)?,
            admins_access_all: row.bool(first + 11)?,
        },
        billing_email: row.opt_text(first + 12)?.map(str::to_owned),
        has_keys: row.bool(first + 13)?,
        created_at: Timestamp::from_micros(row.int(first + 14)?),
        revised_at: Timestamp::from_micros(row.int(first + 15)?),
    })
}

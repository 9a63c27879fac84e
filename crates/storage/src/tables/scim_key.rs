//! SCIM keys: their digests to look them up, and the sealed key to show it again to an owner.

use super::organization::organization_columns;
use crate::{Param, Row, Snapshot, StorageError, Transaction, statements};
use domain::{KeyScope, Organization, OrganizationId, ScimKeyDigest, ScimKeyId, ScimKeyRecord, Timestamp};

macro_rules! columns {
    () => {
        "k.id, k.name, k.visible_prefix, k.scope, k.created_at, k.expires_at, k.revoked_at, k.last_used_at, \
         k.last_used_address, k.last_used_agent, k.replaced_at"
    };
}

statements! {
    /// The key with a digest, and its organization, in one look.
    BY_DIGEST: Point = concat!(
        "SELECT ", columns!(), ", k.digest, ", organization_columns!(),
        " FROM scim_key k JOIN organization o ON o.id = k.organization_id WHERE k.organization_id = $1 AND k.digest = $2"
    );
    /// One key.
    BY_ID: Point = concat!("SELECT ", columns!(), " FROM scim_key k WHERE k.organization_id = $1 AND k.id = $2");
    /// The keys of an organization, oldest first.
    OF_ORGANIZATION: Range = concat!(
        "SELECT ", columns!(), " FROM scim_key k WHERE k.organization_id = $1 ORDER BY k.id"
    );
    /// The sealed text of a key.
    SEALED: Point = "SELECT sealed FROM scim_key WHERE organization_id = $1 AND id = $2";
    /// Makes a key.
    INSERT: Write = "INSERT INTO scim_key (organization_id, id, name, visible_prefix, digest, sealed, scope, \
        created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// Writes when a key ends.
    UPDATE_END: Write = "UPDATE scim_key SET expires_at = $3, revoked_at = $4, replaced_at = $5 \
        WHERE organization_id = $1 AND id = $2";
    /// Writes a key's newest use.
    UPDATE_USE: Write = "UPDATE scim_key SET last_used_at = $3, last_used_address = $4, last_used_agent = $5 \
        WHERE organization_id = $1 AND id = $2 AND (last_used_at IS NULL OR last_used_at < $3)";
}

/// The key with this digest, with its organization. The digest found is compared once more, in constant time.
pub async fn find_by_digest(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    digest: &ScimKeyDigest,
) -> Result<Option<(ScimKeyRecord, Organization)>, StorageError> {
    let params = [organization_id.uuid().into(), digest.as_bytes().into()];
    let found = at.fetch_optional(&BY_DIGEST, &params, |row| {
        let stored = ScimKeyDigest::from_bytes(row.bytes(11)?).ok_or_else(|| row.corrupt(11))?;
        Ok((read(row, organization_id)?, super::organization::read(row, 12)?, stored))
    });
    Ok(found.await?.filter(|(.., stored)| stored == digest).map(|(key, organization, _)| (key, organization)))
}

/// The key with this id.
pub async fn find(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    id: ScimKeyId,
) -> Result<Option<ScimKeyRecord>, StorageError> {
    at.fetch_optional(&BY_ID, &[organization_id.uuid().into(), id.uuid().into()], |row| read(row, organization_id))
        .await
}

/// The keys of an organization, oldest first, revoked and expired ones included.
pub async fn list(at: &mut Snapshot<'_>, organization_id: OrganizationId) -> Result<Vec<ScimKeyRecord>, StorageError> {
    at.fetch(&OF_ORGANIZATION, &[organization_id.uuid().into()], |row| read(row, organization_id)).await
}

/// The sealed text of a key.
pub async fn find_sealed(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    id: ScimKeyId,
) -> Result<Option<Vec<u8>>, StorageError> {
    let params = [organization_id.uuid().into(), id.uuid().into()];
    at.fetch_optional(&SEALED, &params, |row| Ok(row.bytes(0)?.to_vec())).await
}

/// Stores a new key.
pub async fn insert(
    tx: &mut Transaction<'_>,
    key: &ScimKeyRecord,
    digest: &ScimKeyDigest,
    sealed: &[u8],
) -> Result<(), StorageError> {
    let params: [Param<'_>; 9] = [
        key.organization_id.uuid().into(),
        key.id.uuid().into(),
        (&key.name).into(),
        (&key.visible_prefix).into(),
        digest.as_bytes().into(),
        sealed.into(),
        key.scope.number().into(),
        key.created_at.micros().into(),
        key.expires_at.map(Timestamp::micros).into(),
    ];
    tx.execute(&INSERT, &params).await.map(drop)
}

/// Stores when a key ends.
pub async fn update_end(tx: &mut Transaction<'_>, key: &ScimKeyRecord) -> Result<(), StorageError> {
    let params = [
        key.organization_id.uuid().into(),
        key.id.uuid().into(),
        key.expires_at.map(Timestamp::micros).into(),
        key.revoked_at.map(Timestamp::micros).into(),
        key.replaced_at.map(Timestamp::micros).into(),
    ];
    tx.execute(&UPDATE_END, &params).await.map(drop)
}

/// Stores a key's newest use.
pub async fn update_use(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    id: ScimKeyId,
    at: Timestamp,
    address: Option<&str>,
    agent: Option<&str>,
) -> Result<(), StorageError> {
    let params = [organization_id.uuid().into(), id.uuid().into(), at.micros().into(), address.into(), agent.into()];
    tx.execute(&UPDATE_USE, &params).await.map(drop)
}

fn read(row: &dyn Row, organization_id: OrganizationId) -> Result<ScimKeyRecord, StorageError> {
    Ok(ScimKeyRecord {
        organization_id,
        id: ScimKeyId::from_uuid(row.uuid(0)?),
        name: row.text(1)?.to_owned(),
        visible_prefix: row.text(2)?.to_owned(),
        scope: KeyScope::from_number(row.int(3)?).ok_or_else(|| row.corrupt(3))?,
        created_at: Timestamp::from_micros(row.int(4)?),
        expires_at: row.opt_int(5)?.map(Timestamp::from_micros),
        revoked_at: row.opt_int(6)?.map(Timestamp::from_micros),
        last_used_at: row.opt_int(7)?.map(Timestamp::from_micros),
        last_used_address: row.opt_text(8)?.map(str::to_owned),
        last_used_agent: row.opt_text(9)?.map(str::to_owned),
        replaced_at: row.opt_int(10)?.map(Timestamp::from_micros),
    })
}

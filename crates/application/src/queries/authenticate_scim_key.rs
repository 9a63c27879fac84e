//! Who shows a SCIM key.

use domain::{Organization, OrganizationId, ScimKeyDigest, ScimKeyRecord};
use storage::tables::scim_key;
use storage::{Query, Snapshot, StorageError};

/// What a live key lets its bearer do: the organization comes from the key, never from the caller alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScimScope {
    /// The organization.
    pub organization: Organization,
    /// The key.
    pub key: ScimKeyRecord,
}

/// The key with this digest in the organization of the path.
pub(crate) struct AuthenticateScimKey {
    pub(crate) organization_id: OrganizationId,
    pub(crate) digest: ScimKeyDigest,
}

impl Query for AuthenticateScimKey {
    type Output = Option<ScimScope>;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<ScimScope>, StorageError> {
        let found = scim_key::find_by_digest(at, self.organization_id, &self.digest).await?;
        Ok(found.map(|(key, organization)| ScimScope { organization, key }))
    }
}

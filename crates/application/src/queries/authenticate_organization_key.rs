//! What a program with an organization's API key is checked by.

use domain::{Organization, OrganizationId, SecretDigest};
use storage::tables::{organization, organization_api_key};
use storage::{Query, Snapshot, StorageError};

/// The organization whose API key has this digest, if it is in use and its plan has an API; none in every other case.
#[derive(Debug, Clone, Copy)]
pub struct AuthenticateOrganizationKey {
    /// Which organization.
    pub organization_id: OrganizationId,
    /// The digest of the key that was shown.
    pub digest: SecretDigest,
}

impl Query for AuthenticateOrganizationKey {
    type Output = Option<Organization>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<Organization>, StorageError> {
        let stored = organization_api_key::find(at, self.organization_id).await?;
        if stored.is_none_or(|stored| stored.digest != self.digest) {
            return Ok(None);
        }
        let found = organization::find(at, self.organization_id).await?;
        Ok(found.filter(|organization| organization.enabled && organization.plan.has_directory_features()))
    }
}

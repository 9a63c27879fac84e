//! The SCIM keys of an organization.

use domain::{OrganizationId, ScimKeyId, ScimKeyRecord};
use storage::tables::scim_key;
use storage::{Query, QueryCost, Snapshot, StorageError};

/// The keys of an organization, oldest first, those that have ended included.
#[derive(Debug, Clone, Copy)]
pub struct ListScimKeys(pub OrganizationId);

impl Query for ListScimKeys {
    type Output = Vec<ScimKeyRecord>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Vec<ScimKeyRecord>, StorageError> {
        scim_key::list(at, self.0).await
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Range
    }
}

/// The sealed text of a key, to be opened with the data key.
#[derive(Debug, Clone, Copy)]
pub struct RevealScimKey {
    /// Where.
    pub organization_id: OrganizationId,
    /// Which.
    pub id: ScimKeyId,
}

impl Query for RevealScimKey {
    type Output = Option<Vec<u8>>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<Vec<u8>>, StorageError> {
        scim_key::find_sealed(at, self.organization_id, self.id).await
    }
}

//! The SCIM keys of an organization.

use domain::{OrganizationId, ScimKeyRecord};
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

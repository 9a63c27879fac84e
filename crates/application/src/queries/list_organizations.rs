//! Organizations, for the operator.

use domain::{Ledger, Organization, OrganizationId};
use storage::tables::{ledger, organization};
use storage::{Query, QueryCost, Snapshot, StorageError};

/// Every organization, in the order of creation.
#[derive(Debug, Clone, Copy)]
pub struct ListOrganizations;

impl Query for ListOrganizations {
    type Output = Vec<Organization>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Vec<Organization>, StorageError> {
        organization::list(at).await
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

/// One organization with its counters.
#[derive(Debug, Clone, Copy)]
pub struct FindOrganization(pub OrganizationId);

impl Query for FindOrganization {
    type Output = Option<(Organization, Ledger)>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<(Organization, Ledger)>, StorageError> {
        let organization = organization::find(at, self.0).await?;
        let ledger = ledger::find(at, self.0).await?;
        Ok(organization.zip(ledger))
    }
}

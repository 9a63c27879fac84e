//! The policies of an organization.

use domain::{OrganizationId, Policy, PolicyType};
use storage::tables::policy;
use storage::{Query, QueryCost, Snapshot, StorageError};

/// The policies of an organization that were ever set, in the order of their numbers.
#[derive(Debug, Clone, Copy)]
pub struct ListPolicies(pub OrganizationId);

impl Query for ListPolicies {
    type Output = Vec<Policy>;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Vec<Policy>, StorageError> {
        policy::list(at, self.0).await
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Range
    }
}

/// One of them, if it was ever set.
#[derive(Debug, Clone, Copy)]
pub struct FindPolicy {
    /// Where.
    pub organization_id: OrganizationId,
    /// Which.
    pub policy_type: PolicyType,
}

impl Query for FindPolicy {
    type Output = Option<Policy>;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<Policy>, StorageError> {
        policy::find(at, self.organization_id, self.policy_type).await
    }
}

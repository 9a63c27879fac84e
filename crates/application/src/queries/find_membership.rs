//! What a person is in an organization.

use domain::{AccountId, Member, Organization, OrganizationId};
use storage::{Query, Snapshot, StorageError};

/// A person's membership, with the organization as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The organization.
    pub organization: Organization,
    /// The person as its member, in whatever status.
    pub member: Member,
}

/// The membership of a person in an organization; none where there is none.
#[derive(Debug, Clone, Copy)]
pub struct FindMembership {
    /// The person.
    pub account_id: AccountId,
    /// The organization.
    pub organization_id: OrganizationId,
}

impl Query for FindMembership {
    type Output = Option<Membership>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<Membership>, StorageError> {
        Membership::find(at, self.account_id, self.organization_id).await
    }
}

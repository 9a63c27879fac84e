//! What a person is in an organization.

use domain::{AccountId, Member, Organization, OrganizationId};
use storage::tables::{account_membership, member, organization};
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
        let Some(member_id) = account_membership::find(at, self.account_id, self.organization_id).await? else {
            return Ok(None);
        };
        let member = member::find(at, self.organization_id, member_id).await?;
        let organization = organization::find(at, self.organization_id).await?;
        Ok(organization.zip(member).map(|(organization, member)| Membership { organization, member }))
    }
}

//! The key pair of an organization.

use domain::{Account, MemberStatus, OrganizationId, OrganizationKeys};
use storage::tables::{account_membership, member, organization};
use storage::{Query, Snapshot, StorageError};

/// The key pair of an organization, once it has one.
#[derive(Debug, Clone, Copy)]
pub struct FindOrganizationKeys(pub OrganizationId);

impl Query for FindOrganizationKeys {
    type Output = Option<OrganizationKeys>;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<OrganizationKeys>, StorageError> {
        organization::find_keys(at, self.0).await
    }
}

/// The public key of an organization, for a person who has joined it or is invited to it; none for everybody else.
#[derive(Debug, Clone)]
pub struct FindOrganizationPublicKey {
    /// Who asks.
    pub asked_by: Account,
    /// Whose key.
    pub organization_id: OrganizationId,
}

impl Query for FindOrganizationPublicKey {
    type Output = Option<String>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<String>, StorageError> {
        let member = match account_membership::find(at, self.asked_by.id, self.organization_id).await? {
            Some(id) => member::find(at, self.organization_id, id).await?,
            None => member::find_by_email(at, self.organization_id, self.asked_by.email.key()).await?,
        };
        if member.is_none_or(|member| member.status == MemberStatus::Revoked) {
            return Ok(None);
        }
        Ok(organization::find_keys(at, self.organization_id).await?.map(|keys| keys.public_key))
    }
}

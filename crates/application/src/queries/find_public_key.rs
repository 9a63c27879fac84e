//! The public key of somebody to share something with.

use super::list_memberships::confirmed_memberships;
use domain::{AccountId, MemberStatus};
use storage::tables::{account, account_membership, member};
use storage::{Query, Snapshot, StorageError};

/// The public key of a person, for somebody who is in an organization with them; none for everybody else.
#[derive(Debug, Clone, Copy)]
pub struct FindPublicKey {
    /// Who asks.
    pub asked_by: AccountId,
    /// Whose key.
    pub account_id: AccountId,
}

impl Query for FindPublicKey {
    type Output = Option<String>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<String>, StorageError> {
        if self.asked_by != self.account_id && !share_an_organization(at, self.asked_by, self.account_id).await? {
            return Ok(None);
        }
        Ok(account::find(at, self.account_id).await?.map(|account| account.keys.public_key))
    }
}

/// Whether a person is confirmed in an organization that another one has joined.
async fn share_an_organization(
    at: &mut Snapshot<'_>,
    person: AccountId,
    other: AccountId,
) -> Result<bool, StorageError> {
    for membership in confirmed_memberships(at, person).await? {
        let organization_id = membership.organization.id;
        let Some(id) = account_membership::find(at, other, organization_id).await? else { continue };
        let found = member::find(at, organization_id, id).await?;
        if found.is_some_and(|other| matches!(other.status, MemberStatus::Accepted | MemberStatus::Confirmed)) {
            return Ok(true);
        }
    }
    Ok(false)
}

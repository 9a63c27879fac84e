//! Where a person is a member, with what opens the organizations' items.

use domain::{AccountId, Member, MemberKeys, MemberStatus, Organization};
use storage::tables::{account_membership, member, member_key, organization};
use storage::{Query, Snapshot, StorageError};

/// A membership that counts: confirmed, in an organization that is in use, with the organization's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmedMembership {
    /// The organization.
    pub organization: Organization,
    /// The person as its member.
    pub member: Member,
    /// The organization's key, as it was sealed for the person.
    pub sealed_key: String,
    /// Whether admins can give the person a new master password.
    pub is_recoverable: bool,
}

/// The confirmed memberships of a person, in the order of the organizations' ids.
#[derive(Debug, Clone, Copy)]
pub struct ListMemberships(pub AccountId);

impl Query for ListMemberships {
    type Output = Vec<ConfirmedMembership>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Self::Output, StorageError> {
        confirmed_memberships(at, self.0).await
    }
}

/// The confirmed memberships of a person, for queries that read them among other things.
pub(crate) async fn confirmed_memberships(
    at: &mut Snapshot<'_>,
    account_id: AccountId,
) -> Result<Vec<ConfirmedMembership>, StorageError> {
    let mut confirmed = Vec::new();
    for (organization_id, member_id) in account_membership::of_account(at, account_id).await? {
        let found = member::find(at, organization_id, member_id).await?;
        let Some(member) = found.filter(|member| member.status == MemberStatus::Confirmed) else { continue };
        let found = organization::find(at, organization_id).await?;
        let Some(organization) = found.filter(|organization| organization.enabled) else { continue };
        let MemberKeys { sealed_organization_key, recovery_key } =
            member_key::find(at, organization_id, member_id).await?;
        let Some(sealed_key) = sealed_organization_key else { continue };
        confirmed.push(ConfirmedMembership {
            organization,
            member,
            sealed_key,
            is_recoverable: recovery_key.is_some(),
        });
    }
    Ok(confirmed)
}

//! Where a person is a member, with what opens the organizations' items.

use crate::Membership;
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

/// The memberships of a person who has accepted and waits to be confirmed.
#[derive(Debug, Clone, Copy)]
pub struct ListAcceptedMemberships(pub AccountId);

impl Query for ListAcceptedMemberships {
    type Output = Vec<Membership>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Vec<Membership>, StorageError> {
        let mut found = Membership::all(at, self.0).await?;
        found.retain(|found| found.member.status == MemberStatus::Accepted && found.organization.enabled);
        Ok(found)
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

//! Everything that a person can see, at one moment.

use super::list_collections::reached;
use super::list_items::all;
use super::list_memberships::confirmed_memberships;
use crate::{CollectionView, ConfirmedMembership, ItemView, Membership};
use domain::{Account, AccountId, Folder, Policy};
use storage::tables::{account, folder, policy, two_step};
use storage::{Query, QueryCost, Snapshot, StorageError};

/// Everything that a person can see.
#[derive(Debug, Clone)]
pub struct Vault {
    /// The person.
    pub account: Account,
    /// Whether the person has two-step login.
    pub has_two_step: bool,
    /// Where the person is confirmed.
    pub memberships: Vec<ConfirmedMembership>,
    /// The person's folders.
    pub folders: Vec<Folder>,
    /// The collections that the person reaches.
    pub collections: Vec<CollectionView>,
    /// The items: the person's own, then each organization's.
    pub items: Vec<ItemView>,
    /// What the organizations want of their members.
    pub policies: Vec<Policy>,
}

/// Reads it. The number of statements grows with the person's organizations, and with nothing in them.
#[derive(Debug, Clone, Copy)]
pub struct ReadVault(pub AccountId);

impl Query for ReadVault {
    type Output = Option<Vault>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<Vault>, StorageError> {
        let Some(account) = account::find(at, self.0).await? else { return Ok(None) };
        let confirmed = confirmed_memberships(at, self.0).await?;
        // What belongs to an organization whose key is not there cannot be read, and so is not sent.
        let memberships: Vec<Membership> = confirmed
            .iter()
            .map(|found| Membership { organization: found.organization.clone(), member: found.member.clone() })
            .collect();
        let (mut collections, mut policies) = (Vec::new(), Vec::new());
        for membership in &memberships {
            collections.extend(reached(at, membership).await?);
            if membership.organization.plan.has_enterprise_features() {
                policies.extend(policy::list(at, membership.organization.id).await?);
            }
        }
        Ok(Some(Vault {
            has_two_step: two_step::enabled_of(at, &[self.0]).await?.contains(&self.0),
            items: all(at, self.0, &memberships).await?,
            folders: folder::list(at, self.0).await?,
            memberships: confirmed,
            account,
            collections,
            policies,
        }))
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

//! Lists of items.

use crate::reach::{ReachedItem, by_item};
use crate::{Acting, ItemView, Membership};
use domain::{AccountId, CollectionAccess, CollectionId, Item, ItemId, ItemPlacement};
use std::collections::HashMap;
use storage::tables::{collection_access, item, item_collection, item_placement, personal_item};
use storage::{Query, QueryCost, Snapshot, StorageError};

/// All items that a person has: their own first, then each organization's, oldest first.
#[derive(Debug, Clone, Copy)]
pub struct ListItems(pub AccountId);

impl Query for ListItems {
    type Output = Vec<ItemView>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Vec<ItemView>, StorageError> {
        let memberships = Membership::all(at, self.0).await?;
        all(at, self.0, &memberships).await
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

/// All items that a person with these memberships has.
pub(crate) async fn all(
    at: &mut Snapshot<'_>,
    account_id: AccountId,
    memberships: &[Membership],
) -> Result<Vec<ItemView>, StorageError> {
    let placements = item_placement::list(at, account_id).await?;
    let own = personal_item::list(at, account_id).await?;
    let mut views: Vec<ItemView> = own.into_iter().map(|item| ItemView::own(item, &placements)).collect();
    for membership in memberships.iter().filter(|membership| membership.is_live()) {
        shared(at, membership, &placements, &mut views).await?;
    }
    Ok(views)
}

/// Adds what one organization shares with a member.
async fn shared(
    at: &mut Snapshot<'_>,
    membership: &Membership,
    placements: &HashMap<ItemId, ItemPlacement>,
    views: &mut Vec<ItemView>,
) -> Result<(), StorageError> {
    let (organization_id, member_id) = (membership.organization.id, membership.member.id);
    let (items, pairs, access) = if membership.reaches_all(Acting::Member) {
        let pairs = item_collection::list(at, organization_id).await?;
        (item::list(at, organization_id).await?, pairs, None)
    } else {
        let access = collection_access::of_member(at, organization_id, member_id).await?;
        let pairs = collection_access::items(at, organization_id, member_id).await?;
        (item::of_member(at, organization_id, member_id).await?, pairs, Some(access))
    };
    let access = access.unwrap_or_else(|| everything(&pairs));
    let reached = reach(membership, Acting::Member, items, pairs, &access);
    views.extend(reached.map(|reached| ItemView::shared(reached, placements)));
    Ok(())
}

/// Full access to every collection that an item is in.
fn everything(pairs: &[(ItemId, CollectionId)]) -> HashMap<CollectionId, CollectionAccess> {
    pairs.iter().map(|(_, collection)| (*collection, CollectionAccess::MANAGE)).collect()
}

fn reach<'a>(
    membership: &'a Membership,
    acting: Acting,
    items: Vec<Item>,
    pairs: Vec<(ItemId, CollectionId)>,
    access: &'a HashMap<CollectionId, CollectionAccess>,
) -> impl Iterator<Item = ReachedItem> + 'a {
    let mut collections = by_item(pairs);
    items.into_iter().filter_map(move |item| {
        let collections = collections.remove(&item.id).unwrap_or_default();
        membership.reach(acting, item, collections, access)
    })
}

/// All items of an organization that a member takes care of when acting for it; none where that is not theirs to do.
#[derive(Debug, Clone)]
pub struct ListOrganizationItems {
    /// The person.
    pub account_id: AccountId,
    /// Their membership.
    pub membership: Membership,
}

impl Query for ListOrganizationItems {
    type Output = Option<Vec<ItemView>>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<Vec<ItemView>>, StorageError> {
        let Membership { organization, member } = &self.membership;
        if !member.keeps_unassigned_items(organization) {
            return Ok(None);
        }
        let pairs = item_collection::list(at, organization.id).await?;
        let access = if self.membership.reaches_all(Acting::Administrator) {
            everything(&pairs)
        } else {
            collection_access::of_member(at, organization.id, member.id).await?
        };
        let items = item::list(at, organization.id).await?;
        let placements = item_placement::list(at, self.account_id).await?;
        let reached = reach(&self.membership, Acting::Administrator, items, pairs, &access);
        Ok(Some(reached.map(|reached| ItemView::shared(reached, &placements)).collect()))
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

/// The items that one organization shares with a member.
#[derive(Debug, Clone)]
pub struct ListSharedItems {
    /// The person.
    pub account_id: AccountId,
    /// Their membership.
    pub membership: Membership,
}

impl Query for ListSharedItems {
    type Output = Vec<ItemView>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Vec<ItemView>, StorageError> {
        let placements = item_placement::list(at, self.account_id).await?;
        let mut views = Vec::new();
        shared(at, &self.membership, &placements, &mut views).await?;
        Ok(views)
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

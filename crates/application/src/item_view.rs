//! Items as one person has them.

use crate::reach::ReachedItem;
use crate::{Acting, Membership};
use domain::{AccountId, CollectionId, Item, ItemAccess, ItemId, ItemOwner, ItemPlacement};
use std::collections::HashMap;
use storage::tables::{item_placement, personal_item};
use storage::{Snapshot, StorageError};

/// An item as one person has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemView {
    /// The item.
    pub item: Item,
    /// Where the person keeps it.
    pub placement: ItemPlacement,
    /// The collections by which the person reaches it, in the order of their ids.
    pub collections: Vec<CollectionId>,
    /// What the person may do with it.
    pub access: ItemAccess,
}

impl ItemView {
    /// A person's own item.
    pub(crate) fn own(item: Item, placements: &HashMap<ItemId, ItemPlacement>) -> Self {
        let placement = placements.get(&item.id).copied().unwrap_or_default();
        Self { item, placement, collections: Vec::new(), access: ItemAccess::FULL }
    }

    /// An item that is shared with the person.
    pub(crate) fn shared(reached: ReachedItem, placements: &HashMap<ItemId, ItemPlacement>) -> Self {
        let placement = placements.get(&reached.item.id).copied().unwrap_or_default();
        Self { item: reached.item, placement, collections: reached.reached, access: reached.access }
    }
}

/// Those of these items that a person has, their own first.
pub(crate) async fn of_account(
    at: &mut Snapshot<'_>,
    account_id: AccountId,
    ids: &[ItemId],
) -> Result<Vec<ItemView>, StorageError> {
    let placements = item_placement::find_all(at, account_id, ids).await?;
    let mut found = own(at, account_id, ids, &placements).await?;
    // Ids are found in one place alone: what is found is not looked for any more.
    for membership in Membership::all(at, account_id).await?.iter().filter(|membership| membership.is_live()) {
        let missing: Vec<ItemId> =
            ids.iter().copied().filter(|id| !found.iter().any(|view| view.item.id == *id)).collect();
        if missing.is_empty() {
            break;
        }
        let reached = membership.items(at, Acting::Member, &missing).await?;
        found.extend(reached.into_iter().map(|reached| ItemView::shared(reached, &placements)));
    }
    Ok(found)
}

/// Those of these items that a person has with this owner.
pub(crate) async fn of_owner(
    at: &mut Snapshot<'_>,
    account_id: AccountId,
    owner: ItemOwner,
    acting: Acting,
    ids: &[ItemId],
) -> Result<Vec<ItemView>, StorageError> {
    let placements = item_placement::find_all(at, account_id, ids).await?;
    match owner {
        ItemOwner::Account(owner) if owner == account_id => own(at, account_id, ids, &placements).await,
        ItemOwner::Account(_) => Ok(Vec::new()),
        ItemOwner::Organization(id) => {
            let found = Membership::find(at, account_id, id).await?;
            let Some(membership) = found.filter(Membership::is_live) else { return Ok(Vec::new()) };
            let reached = membership.items(at, acting, ids).await?;
            Ok(reached.into_iter().map(|reached| ItemView::shared(reached, &placements)).collect())
        }
    }
}

async fn own(
    at: &mut Snapshot<'_>,
    account_id: AccountId,
    ids: &[ItemId],
    placements: &HashMap<ItemId, ItemPlacement>,
) -> Result<Vec<ItemView>, StorageError> {
    let mut items = personal_item::find_all(at, account_id, ids).await?;
    items.sort_by_key(|item| item.id);
    items.dedup_by_key(|item| item.id);
    Ok(items.into_iter().map(|item| ItemView::own(item, placements)).collect())
}

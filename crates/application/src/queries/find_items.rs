//! Items by their ids.

use crate::{Acting, ItemView, Membership, item_view};
use domain::{AccountId, ItemId, ItemOwner};
use storage::tables::{item, personal_item};
use storage::{Query, Snapshot, StorageError};

/// Those of these items that a person has, as they have them.
#[derive(Debug, Clone)]
pub struct FindItems {
    /// The person.
    pub account_id: AccountId,
    /// Which items.
    pub ids: Vec<ItemId>,
}

impl Query for FindItems {
    type Output = Vec<ItemView>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Vec<ItemView>, StorageError> {
        item_view::of_account(at, self.account_id, &self.ids).await
    }
}

/// An item of an organization as an administrator has it.
#[derive(Debug, Clone, Copy)]
pub struct FindItemAsAdministrator {
    /// The person.
    pub account_id: AccountId,
    /// Which item.
    pub id: ItemId,
}

impl Query for FindItemAsAdministrator {
    type Output = Option<ItemView>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<ItemView>, StorageError> {
        for (_, owner) in locate(at, self.account_id, &[self.id]).await? {
            let found = item_view::of_owner(at, self.account_id, owner, Acting::Administrator, &[self.id]).await?;
            if let Some(view) = found.into_iter().find(|view| view.item.owner.organization_id().is_some()) {
                return Ok(Some(view));
            }
        }
        Ok(None)
    }
}

/// Whose these items are, as far as they are the person's own or of an organization where the person is confirmed.
/// Whether the person may see them is asked by whatever is done with them next.
#[derive(Debug, Clone)]
pub struct LocateItems {
    /// The person.
    pub account_id: AccountId,
    /// Which items.
    pub ids: Vec<ItemId>,
}

impl Query for LocateItems {
    type Output = Vec<(ItemId, ItemOwner)>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Vec<(ItemId, ItemOwner)>, StorageError> {
        locate(at, self.account_id, &self.ids).await
    }
}

async fn locate(
    at: &mut Snapshot<'_>,
    account_id: AccountId,
    ids: &[ItemId],
) -> Result<Vec<(ItemId, ItemOwner)>, StorageError> {
    let mut found = personal_item::find_all(at, account_id, ids).await?;
    for membership in Membership::all(at, account_id).await?.iter().filter(|membership| membership.is_live()) {
        if found.len() == ids.len() {
            break;
        }
        found.extend(item::find_all(at, membership.organization.id, ids).await?);
    }
    Ok(found.into_iter().map(|item| (item.id, item.owner)).collect())
}

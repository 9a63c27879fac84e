//! A person makes an item of their own.

use super::item_changes::{self, ItemDraft};
use crate::{Call, CommandError, ItemView};
use domain::{AccountId, Item, ItemAccess, ItemId, ItemOwner, ItemPlacement};
use storage::tables::{account, personal_item};
use storage::{Command, Transaction};

/// Makes an item of a person's own.
#[derive(Debug, Clone)]
pub struct CreatePersonalItem {
    /// Who asks.
    pub call: Call,
    /// Whose it will be.
    pub account_id: AccountId,
    /// Its identifier, drawn by the caller.
    pub id: ItemId,
    /// The item.
    pub draft: ItemDraft,
}

impl Command for CreatePersonalItem {
    type Output = ItemView;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<ItemView, CommandError> {
        item_changes::require_ownership_allowed(tx, self.account_id).await?;
        let item = Item {
            id: self.id,
            owner: ItemOwner::Account(self.account_id),
            item_type: self.draft.item_type,
            data: self.draft.data.clone(),
            created_at: self.call.now,
            revised_at: self.call.now,
            deleted_at: None,
        };
        item.check()?;
        account::touch(tx, self.account_id, self.call.now).await?;
        personal_item::insert(tx, self.account_id, &item).await?;
        let placement = self.draft.placement;
        item_changes::place(tx, &self.call, self.account_id, self.id, ItemPlacement::default(), placement).await?;
        Ok(ItemView { item, placement, collections: Vec::new(), access: ItemAccess::FULL })
    }
}

//! A member makes an item in collections of the organization.

use super::item_changes::{self, ItemDraft};
use crate::work::Work;
use crate::{Acting, Call, CommandError, ItemView, Membership, item_view};
use domain::{AccountId, CollectionId, EventType, Item, ItemId, ItemOwner, ItemPlacement, OrganizationId, Refusal};
use storage::tables::{item, item_collection};
use storage::{Command, Transaction};

/// Makes an item in collections to which the member may add items.
#[derive(Debug, Clone)]
pub struct CreateSharedItem {
    /// Who asks.
    pub call: Call,
    /// The person.
    pub account_id: AccountId,
    /// Whose it will be.
    pub organization_id: OrganizationId,
    /// As what the person asks.
    pub acting: Acting,
    /// The item.
    pub draft: ItemDraft,
    /// Where it is shared.
    pub collections: Vec<CollectionId>,
}

impl Command for CreateSharedItem {
    type Output = ItemView;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<ItemView, CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        let membership = Membership::of_work(&mut work, self.account_id).await?;
        item_changes::require_editable(&mut work, &membership, self.acting, &self.collections).await?;
        let item = Item {
            id: ItemId::from_uuid(work.ledger.next_id(self.call.now, &self.call.entropy)),
            owner: ItemOwner::Organization(self.organization_id),
            item_type: self.draft.item_type,
            data: self.draft.data.clone(),
            created_at: self.call.now,
            revised_at: self.call.now,
            deleted_at: None,
        };
        item.check()?;
        let pairs: Vec<_> = self.collections.iter().map(|collection| (item.id, *collection)).collect();
        item::insert(work.tx, self.organization_id, &item).await?;
        item_collection::insert(work.tx, self.organization_id, &pairs).await?;
        item_changes::touch(&mut work, self.collections.iter().copied()).await?;
        item_changes::record(&mut work, EventType::ItemCreated, item.id);
        work.finish().await?;
        let (before, after) = (ItemPlacement::default(), self.draft.placement);
        item_changes::place(tx, &self.call, self.account_id, item.id, before, after).await?;
        let views = item_view::of_owner(tx, self.account_id, item.owner, self.acting, &[item.id]).await?;
        views.into_iter().next().ok_or_else(|| Refusal::ItemNotFound.into())
    }
}

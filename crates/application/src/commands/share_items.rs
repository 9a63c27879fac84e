//! A person gives items of their own to an organization.

use super::item_changes::{self, ItemDraft};
use crate::work::Work;
use crate::{Acting, Call, CommandError, ItemView, Membership, item_view};
use domain::{
    AccountId, CollectionId, EventType, Item, ItemId, ItemOwner, ItemPlacement, OrganizationId, Refusal, Timestamp,
};
use storage::tables::{account, item, item_collection, item_placement, personal_item};
use storage::{Command, Transaction};

/// An item of one's own, encrypted anew for an organization.
#[derive(Debug, Clone)]
pub struct SharedItem {
    /// Which item.
    pub id: ItemId,
    /// The item under the organization's key.
    pub draft: ItemDraft,
    /// The newest revision that the person has seen.
    pub last_known: Option<Timestamp>,
}

/// Gives items to an organization, all or none. They keep their ids, and the person keeps them where they were.
#[derive(Debug, Clone)]
pub struct ShareItems {
    /// Who asks.
    pub call: Call,
    /// Whose they are.
    pub account_id: AccountId,
    /// Whose they will be.
    pub organization_id: OrganizationId,
    /// The items.
    pub items: Vec<SharedItem>,
    /// Where they are shared.
    pub collections: Vec<CollectionId>,
}

impl Command for ShareItems {
    type Output = Vec<ItemView>;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Vec<ItemView>, CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        let membership = Membership::of_work(&mut work, self.account_id).await?;
        item_changes::require_editable(&mut work, &membership, Acting::Member, &self.collections).await?;
        account::touch(work.tx, self.account_id, self.call.now).await?;
        let ids: Vec<ItemId> = self.items.iter().map(|shared| shared.id).collect();
        let own = personal_item::find_all(work.tx, self.account_id, &ids).await?;
        let placements = item_placement::find_all(work.tx, self.account_id, &ids).await?;
        for shared in &self.items {
            let item = own.iter().find(|item| item.id == shared.id).ok_or(Refusal::ItemNotFound)?;
            self.share(&mut work, item, shared).await?;
            let before = placements.get(&shared.id).copied().unwrap_or_default();
            self.place(&mut work, shared, before).await?;
        }
        item_changes::touch(&mut work, self.collections.iter().copied()).await?;
        work.finish().await?;
        let owner = ItemOwner::Organization(self.organization_id);
        Ok(item_view::of_owner(tx, self.account_id, owner, Acting::Member, &ids).await?)
    }
}

impl ShareItems {
    async fn share(&self, work: &mut Work<'_, '_>, item: &Item, shared: &SharedItem) -> Result<(), CommandError> {
        item.require_known(shared.last_known)?;
        let mut given = Item { owner: ItemOwner::Organization(self.organization_id), ..item.clone() };
        (given.item_type, given.data) = (shared.draft.item_type, shared.draft.data.clone());
        given.revised_at = self.call.now.later_than(item.revised_at);
        given.check()?;
        let pairs: Vec<_> = self.collections.iter().map(|collection| (given.id, *collection)).collect();
        personal_item::delete(work.tx, self.account_id, &[given.id]).await?;
        item::insert(work.tx, self.organization_id, &given).await?;
        item_collection::insert(work.tx, self.organization_id, &pairs).await?;
        item_changes::record(work, EventType::ItemShared, given.id);
        Ok(())
    }

    async fn place(
        &self,
        work: &mut Work<'_, '_>,
        shared: &SharedItem,
        before: ItemPlacement,
    ) -> Result<(), CommandError> {
        let after = shared.draft.placement;
        item_changes::place(work.tx, &self.call, self.account_id, shared.id, before, after).await
    }
}

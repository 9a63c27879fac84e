//! A person puts items into the trash, takes them back, or removes them for good.

use super::item_changes;
use crate::work::Work;
use crate::{Acting, Call, CommandError, ItemView, Membership, item_view};
use domain::{AccountId, EventType, Item, ItemId, ItemOwner, OrganizationId, Refusal, Timestamp};
use storage::tables::{account, item, item_placement, personal_item};
use storage::{Command, Transaction};

/// What becomes of items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// They go to the trash.
    Trash,
    /// They come back from it.
    Restore,
    /// They are gone.
    ForGood,
}

/// Removes or restores those of these items that the person may; where they may none, it is refused.
#[derive(Debug, Clone)]
pub struct RemoveItems {
    /// Who asks.
    pub call: Call,
    /// The person.
    pub account_id: AccountId,
    /// Whose the items are.
    pub owner: ItemOwner,
    /// Which items.
    pub ids: Vec<ItemId>,
    /// As what the person asks.
    pub acting: Acting,
    /// What becomes of them.
    pub removal: Removal,
}

impl Command for RemoveItems {
    /// The items as they are now; none where they are gone.
    type Output = Vec<ItemView>;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Vec<ItemView>, CommandError> {
        match self.owner {
            ItemOwner::Organization(id) => self.remove_shared(tx, id).await?,
            ItemOwner::Account(_) => self.remove_own(tx).await?,
        }
        Ok(item_view::of_owner(tx, self.account_id, self.owner, self.acting, &self.ids).await?)
    }
}

impl RemoveItems {
    async fn remove_own(&self, tx: &mut Transaction<'_>) -> Result<(), CommandError> {
        account::touch(tx, self.account_id, self.call.now).await?;
        let items = personal_item::find_all(tx, self.account_id, &self.ids).await?;
        if items.is_empty() {
            return Err(Refusal::ItemNotFound.into());
        }
        let ids: Vec<ItemId> = items.iter().filter(|item| self.changes(item)).map(|item| item.id).collect();
        if self.removal == Removal::ForGood {
            item_placement::delete(tx, self.account_id, &ids).await?;
            return Ok(personal_item::delete(tx, self.account_id, &ids).await?);
        }
        Ok(personal_item::set_deleted(tx, self.account_id, &ids, self.deleted_at(), self.call.now).await?)
    }

    async fn remove_shared(
        &self,
        tx: &mut Transaction<'_>,
        organization_id: OrganizationId,
    ) -> Result<(), CommandError> {
        let mut work = Work::begin(tx, &self.call, organization_id).await?;
        let membership = Membership::of_work(&mut work, self.account_id).await?;
        let mut items = membership.items(work.tx, self.acting, &self.ids).await?;
        items.retain(|reached| reached.access.delete);
        if items.is_empty() {
            return Err(Refusal::ItemNotFound.into());
        }
        items.retain(|reached| self.changes(&reached.item));
        let ids: Vec<ItemId> = items.iter().map(|reached| reached.item.id).collect();
        if self.removal == Removal::ForGood {
            item_placement::delete_of_all(work.tx, &ids).await?;
            item::delete(work.tx, organization_id, &ids).await?;
        } else {
            item::set_deleted(work.tx, organization_id, &ids, self.deleted_at(), self.call.now).await?;
        }
        item_changes::touch(&mut work, items.into_iter().flat_map(|reached| reached.collections)).await?;
        for id in ids {
            item_changes::record(&mut work, self.event_type(), id);
        }
        Ok(work.finish().await?)
    }

    /// Whether anything becomes of the item: what is in the trash does not go there again.
    const fn changes(&self, item: &Item) -> bool {
        match self.removal {
            Removal::Trash => item.deleted_at.is_none(),
            Removal::Restore => item.deleted_at.is_some(),
            Removal::ForGood => true,
        }
    }

    fn deleted_at(&self) -> Option<Timestamp> {
        (self.removal == Removal::Trash).then_some(self.call.now)
    }

    const fn event_type(&self) -> EventType {
        match self.removal {
            Removal::Trash => EventType::ItemSoftDeleted,
            Removal::Restore => EventType::ItemRestored,
            Removal::ForGood => EventType::ItemDeleted,
        }
    }
}

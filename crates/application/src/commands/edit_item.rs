//! A person changes what is in an item.

use super::item_changes::{self, ItemDraft};
use crate::work::Work;
use crate::{Acting, Call, EditError, ItemView, Membership, item_view};
use domain::{AccountId, EventType, ItemId, ItemOwner, ItemPlacement, OrganizationId, Refusal};
use storage::tables::{account, item, item_placement, personal_item};
use storage::{Command, Transaction};

/// Changes an item as a pure function of the caller says: it is given the item of this very moment, so that no change of
/// somebody else is lost in between.
#[derive(Debug, Clone)]
pub struct EditItem<F> {
    /// Who asks.
    pub call: Call,
    /// The person.
    pub account_id: AccountId,
    /// Whose the item is.
    pub owner: ItemOwner,
    /// Which item.
    pub id: ItemId,
    /// As what the person asks. An administrator's own folders and favorites are left alone.
    pub acting: Acting,
    /// From the item as it is to the one that is wanted.
    pub edit: F,
}

impl<F, E> Command for EditItem<F>
where
    F: Fn(&ItemView) -> Result<ItemDraft, E> + Send + Sync + 'static,
    E: Send + 'static,
{
    type Output = ItemView;
    type Error = EditError<E>;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<ItemView, EditError<E>> {
        match self.owner {
            ItemOwner::Organization(id) => self.edit_shared(tx, id).await,
            ItemOwner::Account(_) => self.edit_own(tx).await,
        }
    }
}

impl<F, E> EditItem<F>
where
    F: Fn(&ItemView) -> Result<ItemDraft, E> + Send + Sync + 'static,
    E: Send + 'static,
{
    async fn edit_own(&self, tx: &mut Transaction<'_>) -> Result<ItemView, EditError<E>> {
        account::touch(tx, self.account_id, self.call.now).await?;
        let found = item_view::of_owner(tx, self.account_id, self.owner, self.acting, &[self.id]).await?;
        let mut view = found.into_iter().next().ok_or(Refusal::ItemNotFound)?;
        let placement = self.apply(&mut view)?;
        personal_item::update(tx, self.account_id, &view.item).await?;
        self.place(tx, view, placement).await
    }

    async fn edit_shared(
        &self,
        tx: &mut Transaction<'_>,
        organization_id: OrganizationId,
    ) -> Result<ItemView, EditError<E>> {
        let mut work = Work::begin(tx, &self.call, organization_id).await?;
        let membership = Membership::of_work(&mut work, self.account_id).await?;
        let mut found = membership.items(work.tx, self.acting, &[self.id]).await?;
        let reached = found.pop().filter(|reached| reached.access.edit).ok_or(Refusal::ItemNotFound)?;
        let collections = reached.collections.clone();
        let placements = item_placement::find_all(work.tx, self.account_id, &[self.id]).await?;
        let mut view = ItemView::shared(reached, &placements);
        let placement = self.apply(&mut view)?;
        item::update(work.tx, organization_id, &view.item).await?;
        item_changes::touch(&mut work, collections).await?;
        item_changes::record(&mut work, EventType::ItemUpdated, self.id);
        work.finish().await?;
        let placement = if self.acting == Acting::Member { placement } else { view.placement };
        self.place(tx, view, placement).await
    }

    /// Takes the wanted item over and answers where the person wants it.
    fn apply(&self, view: &mut ItemView) -> Result<ItemPlacement, EditError<E>> {
        let ItemDraft { item_type, data, placement } = (self.edit)(view).map_err(EditError::Edit)?;
        let item = &mut view.item;
        (item.item_type, item.data) = (item_type, data);
        item.revised_at = self.call.now.later_than(item.revised_at);
        item.check()?;
        Ok(placement)
    }

    async fn place(
        &self,
        tx: &mut Transaction<'_>,
        mut view: ItemView,
        placement: ItemPlacement,
    ) -> Result<ItemView, EditError<E>> {
        item_changes::place(tx, &self.call, self.account_id, self.id, view.placement, placement).await?;
        view.placement = placement;
        Ok(view)
    }
}

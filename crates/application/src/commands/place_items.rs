//! A person puts items into a folder, among the favorites or into the archive.

use super::item_changes::require_folder;
use crate::{Call, CommandError, ItemView, item_view};
use domain::{AccountId, ItemId, ItemPlacement};
use storage::tables::{account, item_placement};
use storage::{Command, Transaction};

/// Changes where a person keeps items, their own or shared ones; nobody else sees that. Ids that are none of theirs
/// change nothing.
#[derive(Debug, Clone)]
pub struct PlaceItems<F> {
    /// Who asks.
    pub call: Call,
    /// The person.
    pub account_id: AccountId,
    /// Which items.
    pub ids: Vec<ItemId>,
    /// From where an item is kept to where it is wanted.
    pub place: F,
}

impl<F> Command for PlaceItems<F>
where
    F: Fn(ItemPlacement) -> ItemPlacement + Send + Sync + 'static,
{
    type Output = Vec<ItemView>;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Vec<ItemView>, CommandError> {
        let mut views = item_view::of_account(tx, self.account_id, &self.ids).await?;
        let mut changed = Vec::new();
        for view in &mut views {
            let placement = (self.place)(view.placement);
            if placement != view.placement {
                view.placement = placement;
                changed.push((view.item.id, placement));
            }
        }
        // All go to one folder.
        if let Some((_, placement)) = changed.first() {
            require_folder(tx, self.account_id, *placement).await?;
            account::touch(tx, self.account_id, self.call.now).await?;
        }
        item_placement::put(tx, self.account_id, &changed).await?;
        Ok(views)
    }
}

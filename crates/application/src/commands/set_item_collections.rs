//! A member says in which collections items are.

use super::item_changes::{self, no_collection};
use crate::reach::ReachedItem;
use crate::work::Work;
use crate::{Acting, Call, CommandError, ItemView, Membership, item_view};
use domain::{
    AccountId, Change, CollectionAccess, CollectionId, Event, EventType, ItemId, ItemOwner, OrganizationId, Refusal,
};
use std::collections::{BTreeSet, HashMap};
use storage::tables::{collection, item_collection};
use storage::{Command, Transaction};

/// What becomes of the collections of items.
#[derive(Debug, Clone)]
pub enum CollectionsChange {
    /// The items are in these, and beside them in those alone that the member cannot change.
    Exactly(Vec<CollectionId>),
    /// They come into these as well.
    Add(Vec<CollectionId>),
    /// They leave these.
    Remove(Vec<CollectionId>),
}

/// Changes in which collections items of an organization are. Collections in which the member may not change items stay
/// as they are.
#[derive(Debug, Clone)]
pub struct SetItemCollections {
    /// Who asks.
    pub call: Call,
    /// The person.
    pub account_id: AccountId,
    /// Whose the items are.
    pub organization_id: OrganizationId,
    /// Which items.
    pub ids: Vec<ItemId>,
    /// As what the person asks.
    pub acting: Acting,
    /// What is wanted.
    pub change: CollectionsChange,
}

impl Command for SetItemCollections {
    /// The items that the person still reaches.
    type Output = Vec<ItemView>;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Vec<ItemView>, CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        let membership = Membership::of_work(&mut work, self.account_id).await?;
        let items = membership.items(work.tx, self.acting, &self.ids).await?;
        if items.is_empty() || items.iter().any(|reached| !reached.access.assign) {
            return Err(Refusal::ItemNotFound.into());
        }
        let access = self.access(&mut work, &membership, &items).await?;
        // Whoever does not keep what is in no collection would lose sight of it, and take it from everybody.
        let may_leave_none =
            self.acting == Acting::Administrator && membership.member.keeps_unassigned_items(&work.organization);
        let mut touched = BTreeSet::new();
        for reached in &items {
            touched.extend(self.change(&mut work, reached, &access, may_leave_none).await?);
        }
        item_changes::touch(&mut work, touched).await?;
        work.finish().await?;
        let owner = ItemOwner::Organization(self.organization_id);
        Ok(item_view::of_owner(tx, self.account_id, owner, self.acting, &self.ids).await?)
    }
}

impl SetItemCollections {
    fn named(&self) -> &[CollectionId] {
        match &self.change {
            CollectionsChange::Exactly(ids) | CollectionsChange::Add(ids) | CollectionsChange::Remove(ids) => ids,
        }
    }

    /// What the member may do in the collections that are named, which must all be theirs to see, and in those that the
    /// items are in.
    async fn access(
        &self,
        work: &mut Work<'_, '_>,
        membership: &Membership,
        items: &[ReachedItem],
    ) -> Result<HashMap<CollectionId, CollectionAccess>, CommandError> {
        let known = collection::find_all(work.tx, self.organization_id, self.named()).await?;
        let mut ids: BTreeSet<CollectionId> = known.iter().map(|collection| collection.id).collect();
        ids.extend(items.iter().flat_map(|reached| &reached.collections));
        let ids: Vec<CollectionId> = ids.into_iter().collect();
        let access = membership.access_to(work.tx, self.acting, &ids).await?;
        if self.named().iter().all(|id| access.contains_key(id)) {
            Ok(access)
        } else {
            Err(Refusal::CollectionNotFound.into())
        }
    }

    /// Moves one item and answers the collections that it came into or left.
    async fn change(
        &self,
        work: &mut Work<'_, '_>,
        reached: &ReachedItem,
        access: &HashMap<CollectionId, CollectionAccess>,
        may_leave_none: bool,
    ) -> Result<Vec<CollectionId>, CommandError> {
        let before: BTreeSet<CollectionId> = reached.collections.iter().copied().collect();
        let named: BTreeSet<CollectionId> = self.named().iter().copied().collect();
        let edits = |id: &&CollectionId| access.get(id).is_some_and(|access| access.edits());
        let (come, leave): (Vec<CollectionId>, Vec<CollectionId>) = match self.change {
            CollectionsChange::Exactly(_) => (
                named.difference(&before).filter(edits).copied().collect(),
                before.difference(&named).filter(edits).copied().collect(),
            ),
            CollectionsChange::Add(_) => (named.difference(&before).filter(edits).copied().collect(), Vec::new()),
            CollectionsChange::Remove(_) => (Vec::new(), before.intersection(&named).filter(edits).copied().collect()),
        };
        let is_left = before.len() + come.len() > leave.len();
        if !is_left && !may_leave_none {
            return Err(no_collection().into());
        }
        if come.is_empty() && leave.is_empty() {
            return Ok(Vec::new());
        }
        let id = reached.item.id;
        let pairs: Vec<_> = come.iter().map(|collection| (id, *collection)).collect();
        item_collection::insert(work.tx, self.organization_id, &pairs).await?;
        item_collection::delete(work.tx, self.organization_id, id, &leave).await?;
        let changes: Vec<Change> =
            Change::of("collections", list(&leave).as_deref(), list(&come).as_deref()).into_iter().collect();
        work.record(Event::unnamed(EventType::ItemUpdatedCollections, item_changes::subject(id), &changes));
        Ok(come.into_iter().chain(leave).collect())
    }
}

fn list(ids: &[CollectionId]) -> Option<String> {
    let texts: Vec<String> = ids.iter().map(ToString::to_string).collect();
    (!texts.is_empty()).then(|| texts.join(", "))
}

//! A page of collections as the console lists them.

use super::list_collections::reached;
use super::page_place::PagePlace;
use crate::{CollectionView, Membership};
use domain::CollectionId;
use std::collections::{HashMap, HashSet};
use storage::tables::{collection, collection_access, collection_group, collection_member};
use storage::{Query, QueryCost, Snapshot, StorageError};

/// A page of the collections that a member is shown, oldest first: their names are ciphertext.
#[derive(Debug, Clone)]
pub struct ReadCollectionsPage {
    /// The member.
    pub membership: Membership,
    /// Which page, from 1; after the last one comes the last one again.
    pub page: u64,
}

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionsPage {
    /// The page.
    pub rows: Vec<CollectionRow>,
    /// Which page it is, from 1.
    pub page: u64,
    /// How many pages there are, 1 at least.
    pub pages: u64,
}

/// A collection in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionRow {
    /// The collection.
    pub view: CollectionView,
    /// How many groups reach it, and how many members by themselves, where the member may know that.
    pub reach: Option<(usize, usize)>,
}

impl CollectionsPage {
    /// Collections of a page.
    pub const SIZE: u64 = 50;
}

impl Query for ReadCollectionsPage {
    type Output = CollectionsPage;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<CollectionsPage, StorageError> {
        let (id, lists_all) = (self.membership.organization.id, self.membership.member.lists_all_collections());
        // Whoever is not shown all of them reaches few.
        let own = if lists_all { Vec::new() } else { reached(at, &self.membership).await? };
        let total = if lists_all { collection::count(at, id).await? } else { own.len() as u64 };
        let place = PagePlace::of(self.page, total, CollectionsPage::SIZE);
        let views = if lists_all { self.views(at, place.offset).await? } else { place.cut(own, CollectionsPage::SIZE) };
        let manages = |view: &&CollectionView| view.access.is_some_and(|access| access.manage);
        let told = views.iter().filter(|view| lists_all || manages(view)).map(|view| view.collection.id);
        let told: HashSet<CollectionId> = told.collect();
        let ids: Vec<CollectionId> = told.iter().copied().collect();
        let mut reach: HashMap<CollectionId, (usize, usize)> = HashMap::new();
        for row in collection_group::of_collections(at, id, &ids).await? {
            reach.entry(row.collection_id).or_default().0 += 1;
        }
        for row in collection_member::of_collections(at, id, &ids).await? {
            reach.entry(row.collection_id).or_default().1 += 1;
        }
        let row = |view: CollectionView| CollectionRow {
            reach: told
                .contains(&view.collection.id)
                .then(|| reach.get(&view.collection.id).copied().unwrap_or_default()),
            view,
        };
        Ok(CollectionsPage { rows: views.into_iter().map(row).collect(), page: place.page, pages: place.pages })
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

impl ReadCollectionsPage {
    /// A page of all collections.
    async fn views(&self, at: &mut Snapshot<'_>, offset: u64) -> Result<Vec<CollectionView>, StorageError> {
        let (organization_id, member_id) = (self.membership.organization.id, self.membership.member.id);
        let found = collection::page(at, organization_id, offset, CollectionsPage::SIZE).await?;
        let ids: Vec<CollectionId> = found.iter().map(|collection| collection.id).collect();
        let given = collection_access::of_member_in(at, organization_id, member_id, &ids).await?;
        let view =
            |found: domain::Collection| CollectionView::of(&self.membership, given.get(&found.id).copied(), found);
        Ok(found.into_iter().map(view).collect())
    }
}

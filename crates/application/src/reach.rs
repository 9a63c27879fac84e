//! What a person reaches in an organization: collections, and the items in them.

use crate::work::Work;
use crate::{CommandError, Membership};
use domain::{
    AccountId, CollectionAccess, CollectionId, Item, ItemAccess, ItemId, MemberStatus, OrganizationId, Refusal,
};
use std::collections::HashMap;
use storage::tables::{account_membership, collection_access, item, item_collection, member, organization};
use storage::{Snapshot, StorageError};

/// As what a member handles the items of an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acting {
    /// As somebody with whom they are shared.
    Member,
    /// For the organization, where the role allows it.
    Administrator,
}

/// An item of an organization that somebody reaches.
#[derive(Debug, Clone)]
pub(crate) struct ReachedItem {
    pub(crate) item: Item,
    /// All collections that it is in.
    pub(crate) collections: Vec<CollectionId>,
    /// Those of them that the person reaches.
    pub(crate) reached: Vec<CollectionId>,
    pub(crate) access: ItemAccess,
}

impl Membership {
    /// A person's membership in whatever status.
    pub(crate) async fn find(
        at: &mut Snapshot<'_>,
        account_id: AccountId,
        organization_id: OrganizationId,
    ) -> Result<Option<Self>, StorageError> {
        let Some(member_id) = account_membership::find(at, account_id, organization_id).await? else {
            return Ok(None);
        };
        let member = member::find(at, organization_id, member_id).await?;
        let organization = organization::find(at, organization_id).await?;
        Ok(organization.zip(member).map(|(organization, member)| Self { organization, member }))
    }

    /// A person's memberships in whatever status, in the order of the organizations' ids.
    pub(crate) async fn all(at: &mut Snapshot<'_>, account_id: AccountId) -> Result<Vec<Self>, StorageError> {
        let mut found = Vec::new();
        for (organization_id, member_id) in account_membership::of_account(at, account_id).await? {
            let member = member::find(at, organization_id, member_id).await?;
            let organization = organization::find(at, organization_id).await?;
            found.extend(organization.zip(member).map(|(organization, member)| Self { organization, member }));
        }
        Ok(found)
    }

    /// Whether it gives access: confirmed, in an organization that is in use.
    pub fn is_live(&self) -> bool {
        self.member.status == MemberStatus::Confirmed && self.organization.enabled
    }

    /// The live membership of who asks for a change of the organization that the work is on.
    pub(crate) async fn of_work(work: &mut Work<'_, '_>, account_id: AccountId) -> Result<Self, CommandError> {
        let id = work.organization.id;
        let member_id =
            account_membership::find(work.tx, account_id, id).await?.ok_or(Refusal::OrganizationNotFound)?;
        let member = member::find(work.tx, id, member_id).await?.ok_or(Refusal::OrganizationNotFound)?;
        let membership = Self { organization: work.organization.clone(), member };
        if membership.is_live() { Ok(membership) } else { Err(Refusal::OrganizationNotFound.into()) }
    }

    /// Whether the member has everything in reach, so that nobody has to look at collections one by one.
    pub(crate) fn reaches_all(&self, acting: Acting) -> bool {
        match acting {
            Acting::Member => self.member.sees_all_items(&self.organization),
            Acting::Administrator => self.member.edits_all_items(&self.organization),
        }
    }

    /// What the member may do in those of these collections that they reach.
    pub(crate) async fn access_to(
        &self,
        at: &mut Snapshot<'_>,
        acting: Acting,
        ids: &[CollectionId],
    ) -> Result<HashMap<CollectionId, CollectionAccess>, StorageError> {
        if self.reaches_all(acting) {
            return Ok(ids.iter().map(|id| (*id, CollectionAccess::MANAGE)).collect());
        }
        collection_access::of_member_in(at, self.organization.id, self.member.id, ids).await
    }

    /// Those of these items that the member reaches, in the order of their ids.
    pub(crate) async fn items(
        &self,
        at: &mut Snapshot<'_>,
        acting: Acting,
        ids: &[ItemId],
    ) -> Result<Vec<ReachedItem>, StorageError> {
        let mut items = item::find_all(at, self.organization.id, ids).await?;
        items.sort_by_key(|item| item.id);
        items.dedup_by_key(|item| item.id);
        let pairs = item_collection::of_items(at, self.organization.id, ids).await?;
        let collections: Vec<CollectionId> = pairs.iter().map(|(_, collection)| *collection).collect();
        let access = self.access_to(at, acting, &collections).await?;
        let mut collections = by_item(pairs);
        let reached = items.into_iter().filter_map(|item| {
            let collections = collections.remove(&item.id).unwrap_or_default();
            self.reach(acting, item, collections, &access)
        });
        Ok(reached.collect())
    }

    /// The item with what the member may do with it; none where that is nothing.
    pub(crate) fn reach(
        &self,
        acting: Acting,
        item: Item,
        collections: Vec<CollectionId>,
        access: &HashMap<CollectionId, CollectionAccess>,
    ) -> Option<ReachedItem> {
        let reached: Vec<CollectionId> = collections.iter().filter(|id| access.contains_key(id)).copied().collect();
        let union = reached.iter().filter_map(|id| access.get(id)).copied().reduce(CollectionAccess::or);
        let access = match union {
            Some(union) => ItemAccess::of(union, self.organization.collections.limit_item_deletion),
            None if acting == Acting::Administrator && self.keeps(&collections) => ItemAccess::FULL,
            None => return None,
        };
        Some(ReachedItem { item, collections, reached, access })
    }

    /// Whether an item that is in no collection is this member's to take care of.
    fn keeps(&self, collections: &[CollectionId]) -> bool {
        collections.is_empty() && self.member.keeps_unassigned_items(&self.organization)
    }
}

/// The collections of each item, in the order of their ids.
pub(crate) fn by_item(pairs: Vec<(ItemId, CollectionId)>) -> HashMap<ItemId, Vec<CollectionId>> {
    let mut by_item: HashMap<ItemId, Vec<CollectionId>> = HashMap::new();
    for (item, collection) in pairs {
        by_item.entry(item).or_default().push(collection);
    }
    for collections in by_item.values_mut() {
        collections.sort_unstable();
        collections.dedup();
    }
    by_item
}

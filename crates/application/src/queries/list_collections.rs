//! Lists of collections.

use crate::{Acting, CollectionDetails, CollectionView, Membership};
use domain::{AccountId, CollectionId};
use std::collections::HashMap;
use storage::tables::{collection, collection_access, collection_group, collection_member};
use storage::{Query, QueryCost, Snapshot, StorageError};

/// The collections of all organizations that a person reaches, oldest first.
#[derive(Debug, Clone, Copy)]
pub struct ListAccountCollections(pub AccountId);

impl Query for ListAccountCollections {
    type Output = Vec<CollectionView>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Vec<CollectionView>, StorageError> {
        let mut found = Vec::new();
        for membership in Membership::all(at, self.0).await?.iter().filter(|membership| membership.is_live()) {
            found.extend(reached(at, membership).await?);
        }
        Ok(found)
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

/// The collections that a member reaches, oldest first.
pub(crate) async fn reached(
    at: &mut Snapshot<'_>,
    membership: &Membership,
) -> Result<Vec<CollectionView>, StorageError> {
    let (organization_id, member_id) = (membership.organization.id, membership.member.id);
    let given = collection_access::of_member(at, organization_id, member_id).await?;
    let collections = if membership.reaches_all(Acting::Member) {
        collection::list(at, organization_id).await?
    } else {
        collection_access::collections(at, organization_id, member_id).await?
    };
    let view =
        |collection: domain::Collection| CollectionView::of(membership, given.get(&collection.id).copied(), collection);
    Ok(collections.into_iter().map(view).collect())
}

/// The collections that a member is shown in the console: all of them, to whoever gives access; else those in reach.
#[derive(Debug, Clone)]
pub struct ListOrganizationCollections(pub Membership);

impl Query for ListOrganizationCollections {
    type Output = Vec<CollectionView>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Vec<CollectionView>, StorageError> {
        shown(at, &self.0).await
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

async fn shown(at: &mut Snapshot<'_>, membership: &Membership) -> Result<Vec<CollectionView>, StorageError> {
    if !membership.member.lists_all_collections() {
        return reached(at, membership).await;
    }
    let (organization_id, member_id) = (membership.organization.id, membership.member.id);
    let given = collection_access::of_member(at, organization_id, member_id).await?;
    let all = collection::list(at, organization_id).await?.into_iter();
    Ok(all.map(|found| CollectionView::of(membership, given.get(&found.id).copied(), found)).collect())
}

/// The same with who reaches each: of all of them to whoever gives access, else of those that the member manages.
#[derive(Debug, Clone)]
pub struct ListCollectionDetails(pub Membership);

impl Query for ListCollectionDetails {
    type Output = Vec<CollectionDetails>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Vec<CollectionDetails>, StorageError> {
        let organization_id = self.0.organization.id;
        let mut views = shown(at, &self.0).await?;
        let (members, groups) = if self.0.member.lists_all_collections() {
            let members = collection_member::of_organization(at, organization_id).await?;
            (members, collection_group::of_organization(at, organization_id).await?)
        } else {
            views.retain(|view| view.access.is_some_and(|access| access.manage));
            let ids: Vec<CollectionId> = views.iter().map(|view| view.collection.id).collect();
            let members = collection_member::of_collections(at, organization_id, &ids).await?;
            (members, collection_group::of_collections(at, organization_id, &ids).await?)
        };
        let mut of_members: HashMap<CollectionId, Vec<_>> = HashMap::new();
        for row in members {
            of_members.entry(row.collection_id).or_default().push((row.holder, row.access));
        }
        let mut of_groups: HashMap<CollectionId, Vec<_>> = HashMap::new();
        for row in groups {
            of_groups.entry(row.collection_id).or_default().push((row.holder, row.access));
        }
        let details = views.into_iter().map(|view| CollectionDetails {
            members: of_members.remove(&view.collection.id).unwrap_or_default(),
            groups: of_groups.remove(&view.collection.id).unwrap_or_default(),
            view,
        });
        Ok(details.collect())
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

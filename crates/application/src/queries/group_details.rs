//! Groups as admins see them.

use domain::{CollectionAccess, CollectionId, Filter, Group, GroupAttribute, GroupId, OrganizationId};
use std::collections::HashMap;
use storage::tables::{collection_group, member_group};
use storage::{ListRequest, Query, QueryCost, Snapshot, StorageError};

/// Groups read at once.
const STRETCH: u64 = 500;

/// A group with what it reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupDetails {
    /// The group.
    pub group: Group,
    /// The collections, where they were asked for.
    pub collections: Vec<(CollectionId, CollectionAccess)>,
}

/// All groups of an organization, in the order of creation.
#[derive(Debug, Clone, Copy)]
pub struct ListGroupDetails {
    /// Where.
    pub organization_id: OrganizationId,
    /// Whether their collections are wanted.
    pub with_collections: bool,
}

impl Query for ListGroupDetails {
    type Output = Vec<GroupDetails>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Vec<GroupDetails>, StorageError> {
        let everything = Filter::<GroupAttribute>::Everything;
        let mut request = ListRequest { filter: &everything, sort: None, after: None, offset: 0, limit: STRETCH };
        let mut collections: HashMap<GroupId, Vec<(CollectionId, CollectionAccess)>> = HashMap::new();
        if self.with_collections {
            for row in collection_group::of_organization(at, self.organization_id).await? {
                collections.entry(row.holder).or_default().push((row.collection_id, row.access));
            }
        }
        let mut all = Vec::new();
        loop {
            let stretch = storage::list_groups(at, self.organization_id, &request).await?;
            let complete = (stretch.len() as u64) < STRETCH;
            request.after = stretch.last().map(|group| group.id.uuid());
            let mut details =
                |group: Group| GroupDetails { collections: collections.remove(&group.id).unwrap_or_default(), group };
            all.extend(stretch.into_iter().map(&mut details));
            if complete {
                return Ok(all);
            }
        }
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

/// One group with what it reaches.
#[derive(Debug, Clone, Copy)]
pub struct FindGroupDetails {
    /// Where.
    pub organization_id: OrganizationId,
    /// Which.
    pub id: GroupId,
}

impl Query for FindGroupDetails {
    type Output = Option<GroupDetails>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<GroupDetails>, StorageError> {
        let Some(group) = member_group::find(at, self.organization_id, self.id).await? else { return Ok(None) };
        let rows = collection_group::of_holder(at, self.organization_id, self.id).await?;
        let collections = rows.into_iter().map(|row| (row.collection_id, row.access)).collect();
        Ok(Some(GroupDetails { group, collections }))
    }
}

//! A page of groups as the console lists them.

use super::page_place::PagePlace;
use domain::{CompareOperator, Filter, FilterValue, Group, GroupAttribute, GroupId, OrganizationId, SortOrder, fold};
use std::collections::HashMap;
use storage::tables::{collection_group, group_membership};
use storage::{ListRequest, Query, QueryCost, Snapshot, StorageError};

/// A page of the groups of an organization, by name.
#[derive(Debug, Clone)]
pub struct ReadGroupsPage {
    /// Where.
    pub organization_id: OrganizationId,
    /// Those whose name or external id contains this. Letter case does not matter in names.
    pub search: Option<String>,
    /// Which page, from 1; after the last one comes the last one again.
    pub page: u64,
}

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupsPage {
    /// The page.
    pub rows: Vec<GroupRow>,
    /// How many there are.
    pub total: u64,
    /// Which page it is, from 1.
    pub page: u64,
    /// How many pages there are, 1 at least.
    pub pages: u64,
}

/// A group in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRow {
    /// The group.
    pub group: Group,
    /// How many are in it.
    pub members: i64,
    /// How many collections it reaches.
    pub collections: usize,
}

impl GroupsPage {
    /// Groups of a page.
    pub const SIZE: u64 = 50;
}

impl ReadGroupsPage {
    fn filter(&self) -> Filter<GroupAttribute> {
        let Some(text) = self.search.as_deref().map(str::trim).filter(|text| !text.is_empty()) else {
            return Filter::Everything;
        };
        let part = |attribute, text| Filter::Compare(attribute, CompareOperator::Co, FilterValue::Text(text));
        let name = part(GroupAttribute::DisplayName, fold(text));
        Filter::Or(vec![name, part(GroupAttribute::ExternalId, text.to_owned())])
    }
}

impl Query for ReadGroupsPage {
    type Output = GroupsPage;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<GroupsPage, StorageError> {
        let (id, filter) = (self.organization_id, self.filter());
        let total = storage::count(at, id, &filter).await?;
        let PagePlace { page, pages, offset } = PagePlace::of(self.page, total, GroupsPage::SIZE);
        let sort = Some((GroupAttribute::DisplayName, SortOrder::Ascending));
        let request = ListRequest { filter: &filter, sort, after: None, offset, limit: GroupsPage::SIZE };
        let groups = storage::list_groups(at, id, &request).await?;
        let ids: Vec<GroupId> = groups.iter().map(|group| group.id).collect();
        let members: HashMap<_, _> = group_membership::counts(at, id, &ids).await?.into_iter().collect();
        let mut collections: HashMap<GroupId, usize> = HashMap::new();
        for row in collection_group::of_holders(at, id, &ids).await? {
            *collections.entry(row.holder).or_default() += 1;
        }
        let row = |group: Group| GroupRow {
            members: members.get(&group.id).copied().unwrap_or_default(),
            collections: collections.get(&group.id).copied().unwrap_or_default(),
            group,
        };
        Ok(GroupsPage { rows: groups.into_iter().map(row).collect(), total, page, pages })
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

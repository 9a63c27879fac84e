//! A page of groups.

use super::listing::{self, Listing, Rows};
use crate::page_index::PageIndex;
use crate::{CommandError, GroupView};
use domain::{Filter, Group, GroupAttribute, GroupId, MemberId, OrganizationId, Page};
use std::collections::HashMap;
use std::sync::Arc;
use storage::tables::{group_membership, ledger};
use storage::{ListRequest, Query, QueryCost, Snapshot, StorageError};
use uuid::Uuid;

/// A page of the groups of an organization, with their members where they are wanted.
#[derive(Clone)]
pub struct ListGroups {
    /// Where.
    pub organization_id: OrganizationId,
    /// Which.
    pub listing: Listing<GroupAttribute, GroupView>,
    /// Whether their members are wanted.
    pub with_members: bool,
    pub(crate) page_index: Arc<PageIndex>,
}

impl Query for ListGroups {
    type Output = Page<GroupView>;
    type Error = CommandError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Page<GroupView>, CommandError> {
        listing::read(self, at, &self.listing).await
    }

    fn cost(&self) -> QueryCost {
        let many = listing::looks_at_many(&self.listing) || self.with_members;
        if many { QueryCost::Scan } else { QueryCost::Range }
    }
}

impl Rows<GroupAttribute, GroupView> for ListGroups {
    async fn fetch(
        &self,
        at: &mut Snapshot<'_>,
        request: &ListRequest<'_, GroupAttribute>,
    ) -> Result<Vec<GroupView>, StorageError> {
        let groups = storage::list_groups(at, self.organization_id, request).await?;
        if !self.with_members {
            return Ok(groups.into_iter().map(|group| GroupView { group, members: None }).collect());
        }
        let mut members: HashMap<GroupId, Vec<MemberId>> = HashMap::new();
        let ids: Vec<GroupId> = groups.iter().map(|group| group.id).collect();
        for (group, member) in group_membership::of_groups(at, self.organization_id, &ids).await? {
            members.entry(group).or_default().push(member);
        }
        let view = |group: Group| GroupView { members: Some(members.remove(&group.id).unwrap_or_default()), group };
        Ok(groups.into_iter().map(view).collect())
    }

    async fn totals(&self, at: &mut Snapshot<'_>) -> Result<(u64, i64), StorageError> {
        let ledger = ledger::find(at, self.organization_id).await?;
        Ok(ledger.map_or((0, 0), |ledger| (u64::try_from(ledger.groups).unwrap_or(0), ledger.groups_removed)))
    }

    async fn count(&self, at: &mut Snapshot<'_>, filter: &Filter<GroupAttribute>) -> Result<u64, StorageError> {
        storage::count(at, self.organization_id, filter).await
    }

    async fn ids(
        &self,
        at: &mut Snapshot<'_>,
        request: &ListRequest<'_, GroupAttribute>,
    ) -> Result<Vec<Uuid>, StorageError> {
        storage::list_ids(at, self.organization_id, request).await
    }

    fn id(row: &GroupView) -> Uuid {
        row.group.id.uuid()
    }

    fn page_index(&self) -> &PageIndex {
        &self.page_index
    }
}

//! A page of members.

use super::listing::{self, Listing, Rows};
use crate::page_index::PageIndex;
use crate::{CommandError, MemberView};
use domain::{Filter, Member, MemberAttribute, MemberId, OrganizationId, Page};
use std::collections::HashMap;
use std::sync::Arc;
use storage::tables::group_membership::{self, GroupOfMember};
use storage::tables::ledger;
use storage::{ListRequest, Query, QueryCost, Snapshot, StorageError};
use uuid::Uuid;

/// A page of the members of an organization, each with its groups.
#[derive(Clone)]
pub struct ListMembers {
    /// Where.
    pub organization_id: OrganizationId,
    /// Which.
    pub listing: Listing<MemberAttribute, MemberView>,
    /// Whether their groups are wanted.
    pub with_groups: bool,
    pub(crate) page_index: Arc<PageIndex>,
}

impl Query for ListMembers {
    type Output = Page<MemberView>;
    type Error = CommandError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Page<MemberView>, CommandError> {
        listing::read(self, at, &self.listing).await
    }

    fn cost(&self) -> QueryCost {
        if listing::looks_at_many(&self.listing) { QueryCost::Scan } else { QueryCost::Range }
    }
}

impl Rows<MemberAttribute, MemberView> for ListMembers {
    async fn fetch(
        &self,
        at: &mut Snapshot<'_>,
        request: &ListRequest<'_, MemberAttribute>,
    ) -> Result<Vec<MemberView>, StorageError> {
        let members = storage::list_members(at, self.organization_id, request).await?;
        let mut groups = HashMap::new();
        if self.with_groups && !members.is_empty() {
            groups = groups_of(at, self.organization_id, &members).await?;
        }
        let view = |member: Member| MemberView { groups: groups.remove(&member.id).unwrap_or_default(), member };
        Ok(members.into_iter().map(view).collect())
    }

    async fn totals(&self, at: &mut Snapshot<'_>) -> Result<(u64, i64), StorageError> {
        let ledger = ledger::find(at, self.organization_id).await?;
        Ok(ledger.map_or((0, 0), |ledger| (u64::try_from(ledger.members).unwrap_or(0), ledger.members_removed)))
    }

    async fn count(&self, at: &mut Snapshot<'_>, filter: &Filter<MemberAttribute>) -> Result<u64, StorageError> {
        storage::count(at, self.organization_id, filter).await
    }

    async fn ids(
        &self,
        at: &mut Snapshot<'_>,
        request: &ListRequest<'_, MemberAttribute>,
    ) -> Result<Vec<Uuid>, StorageError> {
        storage::list_ids(at, self.organization_id, request).await
    }

    fn id(row: &MemberView) -> Uuid {
        row.member.id.uuid()
    }

    fn page_index(&self) -> &PageIndex {
        &self.page_index
    }
}

/// The groups of a page's members, in one look.
pub(super) async fn groups_of(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    members: &[Member],
) -> Result<HashMap<MemberId, Vec<GroupOfMember>>, StorageError> {
    let ids: Vec<MemberId> = members.iter().map(|member| member.id).collect();
    let mut groups: HashMap<MemberId, Vec<GroupOfMember>> = HashMap::new();
    for (id, group) in group_membership::of_members(at, organization_id, &ids).await? {
        groups.entry(id).or_default().push(group);
    }
    Ok(groups)
}

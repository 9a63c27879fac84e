//! One group as the console shows it.

use super::members_page::{MemberOrder, MemberSelection, MembersPage, ReadMembersPage};
use crate::CommandError;
use domain::{Collection, CollectionAccess, CollectionId, Group, GroupId, MemberId, OrganizationId, Origin, SortOrder};
use std::collections::HashMap;
use storage::tables::{collection, collection_group, group_membership, member_group};
use storage::{Query, QueryCost, Snapshot};

/// A group with a page of its members, and what it reaches.
#[derive(Debug, Clone)]
pub struct ReadGroupPage {
    /// Where.
    pub organization_id: OrganizationId,
    /// Which.
    pub id: GroupId,
    /// Those of its members whom this finds; none is all of them.
    pub search: Option<String>,
    /// Which page of its members, from 1.
    pub page: u64,
}

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupPage {
    /// The group.
    pub group: Group,
    /// A page of its members, by name.
    pub members: MembersPage,
    /// Who put those members into the group.
    pub origins: HashMap<MemberId, Origin>,
    /// The organization's collections, oldest first, with what the group may do there; none where it reaches nothing.
    pub collections: Vec<(Collection, Option<CollectionAccess>)>,
}

impl Query for ReadGroupPage {
    /// None where there is no such group.
    type Output = Option<GroupPage>;
    type Error = CommandError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<GroupPage>, CommandError> {
        let organization_id = self.organization_id;
        let Some(group) = member_group::find(at, organization_id, self.id).await? else { return Ok(None) };
        let selection =
            MemberSelection { group: Some(self.id), search: self.search.clone(), ..MemberSelection::default() };
        let (order, direction) = (MemberOrder::Name, SortOrder::Ascending);
        let read = ReadMembersPage { organization_id, selection, order, direction, page: self.page };
        let members = read.run(at).await?;
        let ids: Vec<MemberId> = members.rows.iter().map(|row| row.member.id).collect();
        let origins = group_membership::origins_in_group(at, organization_id, self.id, &ids).await?;
        let reached = collection_group::of_holder(at, organization_id, self.id).await?;
        let reached: HashMap<CollectionId, CollectionAccess> =
            reached.into_iter().map(|row| (row.collection_id, row.access)).collect();
        let collections = collection::list(at, organization_id).await?.into_iter();
        let collections = collections.map(|found| (reached.get(&found.id).copied(), found));
        Ok(Some(GroupPage {
            group,
            members,
            origins: origins.into_iter().collect(),
            collections: collections.map(|(access, found)| (found, access)).collect(),
        }))
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

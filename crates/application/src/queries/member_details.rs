//! Members as admins see them.

use domain::{
    AccountId, CollectionAccess, CollectionId, Filter, GroupId, Member, MemberAttribute, MemberId, OrganizationId,
};
use std::collections::{HashMap, HashSet};
use storage::tables::account_brief::{self, AccountBrief};
use storage::tables::{collection_member, group_membership, member, member_key, two_step};
use storage::{ListRequest, Query, QueryCost, Snapshot, StorageError};

/// Members read at once.
const STRETCH: u64 = 500;

/// A member with the person behind it, and what else a list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberDetails {
    /// The member.
    pub member: Member,
    /// The person, once there is one.
    pub person: Option<AccountBrief>,
    /// Whether the person has two-step login.
    pub has_two_step: bool,
    /// Whether admins can give the person a new master password.
    pub is_recoverable: bool,
    /// The groups, where they were asked for.
    pub groups: Vec<GroupId>,
    /// The collections that the member reaches alone, where they were asked for.
    pub collections: Vec<(CollectionId, CollectionAccess)>,
}

/// All members of an organization, in the order of creation.
#[derive(Debug, Clone, Copy)]
pub struct ListMemberDetails {
    /// Where.
    pub organization_id: OrganizationId,
    /// Whether their groups are wanted.
    pub with_groups: bool,
    /// Whether their collections are wanted.
    pub with_collections: bool,
}

impl Query for ListMemberDetails {
    type Output = Vec<MemberDetails>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Vec<MemberDetails>, StorageError> {
        let everything = Filter::<MemberAttribute>::Everything;
        let mut request = ListRequest { filter: &everything, sort: None, after: None, offset: 0, limit: STRETCH };
        let mut all = Vec::new();
        loop {
            let stretch = storage::list_members(at, self.organization_id, &request).await?;
            let complete = (stretch.len() as u64) < STRETCH;
            request.after = stretch.last().map(|member| member.id.uuid());
            all.extend(details_of(at, self.organization_id, stretch, self.with_groups, self.with_collections).await?);
            if complete {
                return Ok(all);
            }
        }
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

/// These members of an organization, as far as they are any, in no particular order.
#[derive(Debug, Clone)]
pub struct FindMemberDetails {
    /// Where.
    pub organization_id: OrganizationId,
    /// Which.
    pub ids: Vec<MemberId>,
}

impl Query for FindMemberDetails {
    type Output = Vec<MemberDetails>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Vec<MemberDetails>, StorageError> {
        let mut found = Vec::with_capacity(self.ids.len());
        for id in &self.ids {
            found.extend(member::find(at, self.organization_id, *id).await?);
        }
        details_of(at, self.organization_id, found, true, true).await
    }
}

/// What else there is to these members, in a few looks for all of them.
pub(super) async fn details_of(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    members: Vec<Member>,
    with_groups: bool,
    with_collections: bool,
) -> Result<Vec<MemberDetails>, StorageError> {
    let ids: Vec<MemberId> = members.iter().map(|member| member.id).collect();
    let accounts: Vec<AccountId> = members.iter().filter_map(|member| member.account_id).collect();
    let with_account: Vec<MemberId> =
        members.iter().filter(|member| member.account_id.is_some()).map(|member| member.id).collect();
    let people = account_brief::find_all(at, &accounts).await?;
    let mut people: HashMap<AccountId, AccountBrief> = people.into_iter().map(|person| (person.id, person)).collect();
    let with_two_step = two_step::enabled_of(at, &accounts).await?;
    let recoverable: HashSet<MemberId> = member_key::recoverable(at, organization_id, &with_account).await?;
    let mut groups: HashMap<MemberId, Vec<GroupId>> = HashMap::new();
    if with_groups {
        for (id, group) in group_membership::of_members(at, organization_id, &ids).await? {
            groups.entry(id).or_default().push(group.group_id);
        }
    }
    let mut collections: HashMap<MemberId, Vec<(CollectionId, CollectionAccess)>> = HashMap::new();
    if with_collections {
        for row in collection_member::of_holders(at, organization_id, &ids).await? {
            collections.entry(row.holder).or_default().push((row.collection_id, row.access));
        }
    }
    let details = |member: Member| MemberDetails {
        person: member.account_id.and_then(|id| people.remove(&id)),
        has_two_step: member.account_id.is_some_and(|id| with_two_step.contains(&id)),
        is_recoverable: recoverable.contains(&member.id),
        groups: groups.remove(&member.id).unwrap_or_default(),
        collections: collections.remove(&member.id).unwrap_or_default(),
        member,
    };
    Ok(members.into_iter().map(details).collect())
}

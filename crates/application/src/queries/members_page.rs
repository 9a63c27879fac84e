//! A page of members as the console lists them: a tab, a search, filters, an order.

use super::list_members::groups_of;
use super::page_place::PagePlace;
use crate::CommandError;
use domain::{
    AccountId, CompareOperator, Filter, FilterValue, GroupId, Member, MemberAttribute, MemberId, MemberRole,
    MemberStatus, OrganizationId, Origin, SortOrder, StatusCounts, fold,
};
use std::collections::HashMap;
use storage::tables::account_brief::{self, AccountBrief};
use storage::tables::group_membership::GroupOfMember;
use storage::tables::{ledger, member, two_step};
use storage::{ListRequest, Query, QueryCost, Snapshot, StorageError};

/// From this many characters on a search looks inside of texts; a shorter one looks at their beginnings alone, where an
/// index leads.
const INSIDE: usize = 3;
/// Matches that a search counts at most.
const MATCHES: u64 = 1000;

/// Which members.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemberSelection {
    /// Those in this status.
    pub status: Option<MemberStatus>,
    /// Those whose name, userName, address or external id contains this. Letter case does not matter but in external ids.
    pub search: Option<String>,
    /// Those in this group.
    pub group: Option<GroupId>,
    /// Those with this role.
    pub role: Option<MemberRole>,
    /// Those who were made so.
    pub origin: Option<Origin>,
}

/// What a page of members is in the order of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MemberOrder {
    /// The name that the member goes by ([`Member::label`]).
    #[default]
    Name,
    /// The address that the directory, or whoever invited them, chose.
    Email,
    /// The number of the status.
    Status,
    /// When the member was made.
    Created,
}

/// A page of the members of an organization.
#[derive(Debug, Clone)]
pub struct ReadMembersPage {
    /// Where.
    pub organization_id: OrganizationId,
    /// Which.
    pub selection: MemberSelection,
    /// In which order.
    pub order: MemberOrder,
    /// In which direction.
    pub direction: SortOrder,
    /// Which page, from 1; after the last one comes the last one again.
    pub page: u64,
}

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembersPage {
    /// How many members the organization has, by status, whatever is selected: for the tabs.
    pub counts: StatusCounts,
    /// The page.
    pub rows: Vec<MemberRow>,
    /// How many are selected.
    pub total: u64,
    /// Whether there are more than `total`, which a search does not count.
    pub has_more: bool,
    /// Which page it is, from 1.
    pub page: u64,
    /// How many pages there are, 1 at least.
    pub pages: u64,
    /// The organization's last event when the page was read ([`crate::LastEvent`]).
    pub last_event: i64,
}

/// A member in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberRow {
    /// The member.
    pub member: Member,
    /// Its groups, in the order of their ids.
    pub groups: Vec<GroupOfMember>,
    /// The person's own color, `#rrggbb`.
    pub avatar_color: Option<String>,
    /// Whether the person has two-step login.
    pub has_two_step: bool,
}

impl MembersPage {
    /// Members of a page.
    pub const SIZE: u64 = 50;
}

impl MemberSelection {
    /// Whether only the status narrows it, so that the ledger knows how many they are.
    fn is_counted(&self) -> bool {
        *self == Self { status: self.status, ..Self::default() }
    }

    fn search(&self) -> Option<&str> {
        self.search.as_deref().map(str::trim).filter(|text| !text.is_empty())
    }

    /// The condition, of which columns answer everything.
    fn filter(&self) -> Filter<MemberAttribute> {
        let number = |attribute, number| Filter::Compare(attribute, CompareOperator::Eq, FilterValue::Number(number));
        let mut all = Vec::new();
        all.extend(self.status.map(|status| number(MemberAttribute::Status, status.number())));
        all.extend(self.role.map(|role| number(MemberAttribute::Role, role.number())));
        all.extend(self.origin.map(|origin| number(MemberAttribute::Origin, origin.number())));
        all.extend(
            self.group.map(|group| {
                Filter::Compare(MemberAttribute::Group, CompareOperator::Eq, FilterValue::Id(group.uuid()))
            }),
        );
        all.extend(self.search().map(matches));
        if all.is_empty() { Filter::Everything } else { Filter::And(all) }
    }
}

/// The condition that a text is found in what a member is known by.
fn matches(text: &str) -> Filter<MemberAttribute> {
    let operator = if text.chars().count() < INSIDE { CompareOperator::Sw } else { CompareOperator::Co };
    let part = |attribute, text: &str| Filter::Compare(attribute, operator, FilterValue::Text(text.to_owned()));
    let folded = fold(text);
    let mut any = vec![
        part(MemberAttribute::Label, &folded),
        part(MemberAttribute::Email, &folded),
        part(MemberAttribute::UserName, &folded),
        part(MemberAttribute::ExternalId, text),
    ];
    if folded.contains('@') {
        // The address of the account too, and further ones: as a whole, by an index.
        any.push(Filter::Compare(MemberAttribute::AnyEmail, CompareOperator::Eq, FilterValue::Text(folded)));
    }
    Filter::Or(any)
}

impl MemberOrder {
    const fn attribute(self) -> MemberAttribute {
        match self {
            Self::Name => MemberAttribute::Label,
            Self::Email => MemberAttribute::Email,
            Self::Status => MemberAttribute::Status,
            Self::Created => MemberAttribute::Id,
        }
    }

    fn sort(self, members: &mut [Member], direction: SortOrder) {
        match self {
            Self::Name => members.sort_by_cached_key(|member| (member.label_key(), member.id)),
            Self::Email => members.sort_by_cached_key(|member| (member.profile.email.key().to_owned(), member.id)),
            Self::Status => members.sort_by_key(|member| (member.status.number(), member.id)),
            Self::Created => members.sort_by_key(|member| member.id),
        }
        if direction == SortOrder::Descending {
            members.reverse();
        }
    }
}

impl Query for ReadMembersPage {
    type Output = MembersPage;
    type Error = CommandError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<MembersPage, CommandError> {
        let ledger = ledger::find(at, self.organization_id).await?;
        let (counts, last_event) = ledger.map_or_else(Default::default, |ledger| (ledger.people, ledger.sequence));
        let filter = self.selection.filter();
        let (members, place) = match self.selection.search() {
            Some(_) => self.search(at, &filter).await?,
            None => self.walk(at, &filter, counts).await?,
        };
        let rows = rows_of(at, self.organization_id, members).await?;
        let Place { total, has_more, at: PagePlace { page, pages, .. } } = place;
        Ok(MembersPage { counts, rows, total, has_more, page, pages, last_event })
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

/// How many rows there are, and which of their pages it is.
struct Place {
    total: u64,
    has_more: bool,
    at: PagePlace,
}

impl ReadMembersPage {
    fn place(&self, total: u64, has_more: bool) -> Place {
        Place { total, has_more, at: PagePlace::of(self.page, total, MembersPage::SIZE) }
    }

    /// A page of those who are counted exactly: of the half that is nearer to its end, by ids that an index gives.
    async fn walk(
        &self,
        at: &mut Snapshot<'_>,
        filter: &Filter<MemberAttribute>,
        counts: StatusCounts,
    ) -> Result<(Vec<Member>, Place), StorageError> {
        let total = if self.selection.is_counted() {
            let counted = self.selection.status.map_or(counts.total(), |status| counts.of(status));
            u64::try_from(counted).unwrap_or(0)
        } else {
            storage::count(at, self.organization_id, filter).await?
        };
        let place = self.place(total, false);
        let limit = MembersPage::SIZE.min(total - place.at.offset);
        let behind = total - place.at.offset - limit;
        let is_backwards = behind < place.at.offset;
        let (direction, offset) =
            if is_backwards { (opposite(self.direction), behind) } else { (self.direction, place.at.offset) };
        let sort = Some((self.order.attribute(), direction));
        let request = ListRequest { filter, sort, after: None, offset, limit };
        let ids = if limit == 0 { Vec::new() } else { storage::list_ids(at, self.organization_id, &request).await? };
        let mut ids: Vec<MemberId> = ids.into_iter().map(MemberId::from_uuid).collect();
        if is_backwards {
            ids.reverse();
        }
        let found = member::find_all(at, self.organization_id, &ids).await?;
        let mut found: HashMap<MemberId, Member> = found.into_iter().map(|member| (member.id, member)).collect();
        Ok((ids.iter().filter_map(|id| found.remove(id)).collect(), place))
    }

    /// A page of those whom a search finds. Few are put in order here; where there are many, the page is not far.
    async fn search(
        &self,
        at: &mut Snapshot<'_>,
        filter: &Filter<MemberAttribute>,
    ) -> Result<(Vec<Member>, Place), StorageError> {
        let probe = ListRequest { filter, sort: None, after: None, offset: 0, limit: MATCHES + 1 };
        let mut members = storage::list_members(at, self.organization_id, &probe).await?;
        let found = members.len() as u64;
        let place = self.place(found.min(MATCHES), found > MATCHES);
        if found > MATCHES {
            let sort = Some((self.order.attribute(), self.direction));
            let (offset, limit) = (place.at.offset, MembersPage::SIZE);
            let request = ListRequest { filter, sort, after: None, offset, limit };
            return Ok((storage::list_members(at, self.organization_id, &request).await?, place));
        }
        self.order.sort(&mut members, self.direction);
        Ok((place.at.cut(members, MembersPage::SIZE), place))
    }
}

const fn opposite(direction: SortOrder) -> SortOrder {
    match direction {
        SortOrder::Ascending => SortOrder::Descending,
        SortOrder::Descending => SortOrder::Ascending,
    }
}

/// What else a list shows of its members, in a few looks for all of them.
async fn rows_of(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    members: Vec<Member>,
) -> Result<Vec<MemberRow>, StorageError> {
    let accounts: Vec<AccountId> = members.iter().filter_map(|member| member.account_id).collect();
    let people = account_brief::find_all(at, &accounts).await?;
    let mut people: HashMap<AccountId, AccountBrief> = people.into_iter().map(|person| (person.id, person)).collect();
    let with_two_step = two_step::enabled_of(at, &accounts).await?;
    let mut groups = groups_of(at, organization_id, &members).await?;
    let row = |member: Member| MemberRow {
        groups: groups.remove(&member.id).unwrap_or_default(),
        avatar_color: member.account_id.and_then(|id| people.remove(&id)).and_then(|person| person.avatar_color),
        has_two_step: member.account_id.is_some_and(|id| with_two_step.contains(&id)),
        member,
    };
    Ok(members.into_iter().map(row).collect())
}

/// The ids of selected members, oldest first, for what is to be done to all of them.
#[derive(Debug, Clone)]
pub struct FindSelectedMembers {
    /// Where.
    pub organization_id: OrganizationId,
    /// Which.
    pub selection: MemberSelection,
    /// How many at most.
    pub limit: u16,
}

impl Query for FindSelectedMembers {
    type Output = Vec<MemberId>;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Vec<MemberId>, StorageError> {
        let filter = self.selection.filter();
        let request = ListRequest { filter: &filter, sort: None, after: None, offset: 0, limit: self.limit.into() };
        let ids = storage::list_ids(at, self.organization_id, &request).await?;
        Ok(ids.into_iter().map(MemberId::from_uuid).collect())
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

//! What a list of members shows, as its address says it.

use crate::asked::Asked;
use application::{MemberOrder, MemberSelection, ReadMembersPage};
use domain::{GroupId, MemberRole, MemberStatus, OrganizationId, Origin, SortOrder};

/// Most characters of a search.
const LONGEST_SEARCH: usize = 200;

/// The tabs, by the word in the address.
pub(crate) const TABS: [(&str, MemberStatus); 5] = [
    ("staged", MemberStatus::Staged),
    ("invited", MemberStatus::Invited),
    ("waiting", MemberStatus::Accepted),
    ("confirmed", MemberStatus::Confirmed),
    ("revoked", MemberStatus::Revoked),
];

/// The roles, by the word in the address.
pub(crate) const ROLES: [(&str, MemberRole); 4] = [
    ("owner", MemberRole::Owner),
    ("admin", MemberRole::Admin),
    ("user", MemberRole::User),
    ("custom", MemberRole::Custom),
];

/// Where members come from.
pub(crate) const ORIGINS: [Origin; 4] = [Origin::Scim, Origin::Console, Origin::PublicApi, Origin::Connector];

const ORDERS: [(&str, MemberOrder); 4] = [
    ("name", MemberOrder::Name),
    ("email", MemberOrder::Email),
    ("status", MemberOrder::Status),
    ("created", MemberOrder::Created),
];

/// The address of a list: a tab, a search, filters, an order, a page. What it cannot read it leaves out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ListAddress {
    pub(crate) tab: Option<MemberStatus>,
    pub(crate) search: String,
    pub(crate) group: Option<GroupId>,
    pub(crate) role: Option<MemberRole>,
    pub(crate) origin: Option<Origin>,
    pub(crate) order: MemberOrder,
    pub(crate) is_descending: bool,
    /// From 1; 0 is as good as 1.
    pub(crate) page: u64,
    /// Whether everybody on the page is chosen.
    pub(crate) is_chosen: bool,
}

impl ListAddress {
    /// Reads the address of a page, or a form that carries one along.
    pub(crate) fn of(asked: &Asked) -> Self {
        let order = asked.get("sort");
        let descending = order.strip_prefix('-');
        Self {
            tab: find(&TABS, asked.get("tab")),
            search: asked.get("search").chars().take(LONGEST_SEARCH).collect(),
            group: GroupId::parse(asked.get("group")),
            role: find(&ROLES, asked.get("role")),
            origin: ORIGINS.into_iter().find(|origin| origin.name() == asked.get("origin")),
            order: find(&ORDERS, descending.unwrap_or(order)).unwrap_or_default(),
            is_descending: descending.is_some(),
            page: asked.get("page").parse().unwrap_or(0),
            is_chosen: asked.get("choose") == "page",
        }
    }

    /// Reads what stands behind the `?` of an address.
    pub(crate) fn read(query: &str) -> Self {
        Self::of(&Asked::read(query))
    }

    /// What is selected by it.
    pub(crate) fn selection(&self) -> MemberSelection {
        MemberSelection {
            status: self.tab,
            search: Some(self.search.clone()).filter(|search| !search.is_empty()),
            group: self.group,
            role: self.role,
            origin: self.origin,
        }
    }

    /// The direction of its order.
    pub(crate) const fn direction(&self) -> SortOrder {
        if self.is_descending { SortOrder::Descending } else { SortOrder::Ascending }
    }

    /// The list itself.
    pub(crate) fn read_page(&self, organization_id: OrganizationId) -> ReadMembersPage {
        let (selection, order, direction) = (self.selection(), self.order, self.direction());
        ReadMembersPage { organization_id, selection, order, direction, page: self.page }
    }

    /// Whether it narrows the list beyond its tab.
    pub(crate) fn is_narrowed(&self) -> bool {
        !self.search.is_empty() || self.group.is_some() || self.role.is_some() || self.origin.is_some()
    }

    /// Its parts but the page: names and values, as forms carry them along.
    pub(crate) fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = Vec::new();
        fields.extend(self.tab.map(|tab| ("tab", word(&TABS, tab))));
        fields.extend((!self.search.is_empty()).then(|| ("search", self.search.clone())));
        fields.extend(self.group.map(|group| ("group", group.to_string())));
        fields.extend(self.role.map(|role| ("role", word(&ROLES, role))));
        fields.extend(self.origin.map(|origin| ("origin", origin.name().to_owned())));
        if self.order != MemberOrder::default() || self.is_descending {
            let sign = if self.is_descending { "-" } else { "" };
            fields.push(("sort", format!("{sign}{}", word(&ORDERS, self.order))));
        }
        fields
    }

    /// The address itself, below the path of the list.
    pub(crate) fn href(&self, path: &str) -> String {
        let query = self.query().finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    /// The address at which news of the list are told, below its path: of what came after this event.
    pub(crate) fn live(&self, path: &str, last_event: i64) -> String {
        format!("{path}/live?{}", self.query().append_pair("seen", &last_event.to_string()).finish())
    }

    fn query(&self) -> form_urlencoded::Serializer<'static, String> {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.fields());
        if self.page > 1 {
            query.append_pair("page", &self.page.to_string());
        }
        if self.is_chosen {
            query.append_pair("choose", "page");
        }
        query
    }

    /// The same of another tab, from its first page on.
    pub(crate) fn with_tab(&self, tab: Option<MemberStatus>) -> Self {
        Self { tab, ..self.first() }
    }

    /// The same in another order; the order that it has already is turned round.
    pub(crate) fn with_order(&self, order: MemberOrder) -> Self {
        Self { order, is_descending: self.order == order && !self.is_descending, ..self.first() }
    }

    /// Another page of it.
    pub(crate) fn with_page(&self, page: u64) -> Self {
        Self { page, is_chosen: false, ..self.clone() }
    }

    /// The same without anything that narrows it but the tab.
    pub(crate) fn widened(&self) -> Self {
        Self { tab: self.tab, order: self.order, is_descending: self.is_descending, ..Self::default() }
    }

    fn first(&self) -> Self {
        Self { page: 0, is_chosen: false, ..self.clone() }
    }
}

fn find<T: Copy>(words: &[(&str, T)], word: &str) -> Option<T> {
    words.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
}

fn word<T: Copy + PartialEq>(words: &[(&str, T)], value: T) -> String {
    words.iter().find(|(_, known)| *known == value).map_or("", |(word, _)| *word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_is_written() {
        let group = GroupId::parse("0199f6a0-7c00-7000-8000-00000000000a");
        let address = ListAddress {
            tab: Some(MemberStatus::Accepted),
            search: "a&b=ü".to_owned(),
            group,
            role: Some(MemberRole::Custom),
            origin: Some(Origin::PublicApi),
            order: MemberOrder::Created,
            is_descending: true,
            page: 3,
            is_chosen: true,
        };
        let href = address.href("/members");
        assert_eq!(
            href,
            "/members?tab=waiting&search=a%26b%3D%C3%BC&group=0199f6a0-7c00-7000-8000-00000000000a&role=custom\
             &origin=public-api&sort=-created&page=3&choose=page"
        );
        assert_eq!(ListAddress::read(href.split_once('?').unwrap().1), address);
        assert_eq!(ListAddress::default().href("/members"), "/members");
        assert_eq!(ListAddress::default().live("/members", 7), "/members/live?seen=7");
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        let query = "tab=all&search=%00&group=x&role=Owner&origin=&sort=-size&page=-1&choose=all&more=1&tab";
        let address = ListAddress::read(query);
        assert_eq!(address, ListAddress { is_descending: true, ..ListAddress::default() });
        assert_eq!(ListAddress::read(&format!("search={}", "ü".repeat(500))).search.chars().count(), LONGEST_SEARCH);
    }

    #[test]
    fn an_order_is_turned_round_by_asking_again() {
        let by_name = ListAddress { page: 4, ..ListAddress::default() };
        let turned = by_name.with_order(MemberOrder::Name);
        assert_eq!((turned.is_descending, turned.page), (true, 0));
        assert!(!turned.with_order(MemberOrder::Email).is_descending);
        assert!(!turned.with_order(MemberOrder::Name).is_descending);
    }
}

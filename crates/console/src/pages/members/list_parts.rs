//! The parts of a list of members that follow what happens: how many there are, and who.

use super::list_address::{ListAddress, TABS};
use crate::show::avatar;
use crate::texts::Texts;
use application::{MemberOrder, MemberRow, MembersPage};
use askama::Template;
use askama::filters::HtmlSafe;
use domain::{MemberRole, MemberStatus, Origin, Timestamp};

/// Groups that a list shows of a member.
const SHOWN_GROUPS: usize = 2;

/// How many there are, in all and in each status.
#[derive(Template)]
#[template(path = "members/list_counts.html")]
pub(super) struct Counts {
    t: Texts,
    path: String,
    people: i64,
    waiting: i64,
    tabs: Vec<Tab>,
}

/// Who is in the list, and what can be done with them.
#[derive(Template)]
#[template(path = "members/list_rows.html")]
pub(super) struct Rows {
    t: Texts,
    path: String,
    people: i64,
    address: ListAddress,
    headings: [Heading; 3],
    list: Vec<Row>,
    place: Place,
    choose: String,
    widen: String,
}

/// They are HTML already, and stand in the page as they are.
impl HtmlSafe for Counts {}
impl HtmlSafe for Rows {}

/// A link to those in one status.
struct Tab {
    text: &'static str,
    count: i64,
    href: String,
    is_current: bool,
}

/// The heading of a column by which the list can be put in order.
struct Heading {
    text: &'static str,
    href: String,
    /// `ascending` or `descending`, where it is.
    sort: Option<&'static str>,
}

/// A member.
struct Row {
    id: String,
    name: String,
    email: String,
    initials: String,
    status: MemberStatus,
    role: MemberRole,
    is_break_glass: bool,
    groups: Vec<String>,
    more_groups: usize,
    origin: Origin,
    created_at: Timestamp,
}

/// Which part of the list it is.
struct Place {
    first: u64,
    last: u64,
    total: u64,
    has_more: bool,
    previous: Option<String>,
    next: Option<String>,
}

impl Counts {
    pub(super) fn new(t: Texts, path: &str, address: &ListAddress, found: &MembersPage) -> Self {
        let tab = |text, status: Option<MemberStatus>, count| Tab {
            text,
            count,
            href: address.with_tab(status).href(path),
            is_current: address.tab == status,
        };
        let mut tabs = vec![tab("members-tab-all", None, found.counts.total())];
        tabs.extend(TABS.map(|(_, status)| tab(status_text(status), Some(status), found.counts.of(status))));
        Self { t, path: path.to_owned(), people: found.counts.total(), waiting: found.counts.accepted, tabs }
    }
}

impl Rows {
    pub(super) fn new(t: Texts, path: &str, address: &ListAddress, found: MembersPage) -> Self {
        let heading = |text, order: MemberOrder| Heading {
            text,
            href: address.with_order(order).href(path),
            sort: (address.order == order).then_some(if address.is_descending { "descending" } else { "ascending" }),
        };
        Self {
            t,
            people: found.counts.total(),
            headings: [
                heading("members-person", MemberOrder::Name),
                heading("members-status", MemberOrder::Status),
                heading("members-since", MemberOrder::Created),
            ],
            place: Place::of(&found, address, path),
            list: found.rows.into_iter().map(Row::of).collect(),
            choose: ListAddress { is_chosen: !address.is_chosen, ..address.clone() }.href(path),
            widen: address.widened().href(path),
            path: path.to_owned(),
            address: address.clone(),
        }
    }
}

const fn status_text(status: MemberStatus) -> &'static str {
    match status {
        MemberStatus::Staged => "status-staged",
        MemberStatus::Invited => "status-invited",
        MemberStatus::Accepted => "status-accepted",
        MemberStatus::Confirmed => "status-confirmed",
        MemberStatus::Revoked => "status-revoked",
    }
}

impl Row {
    fn of(row: MemberRow) -> Self {
        let MemberRow { member, groups, .. } = row;
        let more_groups = groups.len().saturating_sub(SHOWN_GROUPS);
        Self {
            id: member.id.to_string(),
            initials: avatar(member.label()),
            name: member.label().to_owned(),
            email: member.profile.email.text().to_owned(),
            status: member.status,
            role: member.role,
            is_break_glass: member.is_break_glass,
            groups: groups.into_iter().take(SHOWN_GROUPS).map(|group| group.name).collect(),
            more_groups,
            origin: member.origin,
            created_at: member.created_at,
        }
    }
}

impl Place {
    fn of(found: &MembersPage, address: &ListAddress, path: &str) -> Self {
        let before = (found.page - 1) * MembersPage::SIZE;
        let to = |page: u64| address.with_page(page).href(path);
        Self {
            first: before + 1,
            last: before + found.rows.len() as u64,
            total: found.total,
            has_more: found.has_more,
            previous: (found.page > 1).then(|| to(found.page - 1)),
            next: (found.page < found.pages).then(|| to(found.page + 1)),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_767_225_600_000_000);

    /// Rows of people with these names and addresses.
    pub(in super::super) fn with_names(mut rows: Rows, names: &[(&str, &str)]) -> Rows {
        rows.list = names
            .iter()
            .map(|(name, email)| Row {
                id: "m1".to_owned(),
                name: (*name).to_owned(),
                email: (*email).to_owned(),
                initials: avatar(name),
                status: MemberStatus::Accepted,
                role: MemberRole::Admin,
                is_break_glass: true,
                groups: vec!["Staff".to_owned(), "<i>".to_owned()],
                more_groups: 3,
                origin: Origin::Scim,
                created_at: NOW,
            })
            .collect();
        rows
    }
}

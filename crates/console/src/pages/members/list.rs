//! `/organizations/{organization}/members`: who is here.

use super::list_address::{ListAddress, ORIGINS, ROLES, TABS};
use crate::Console;
use crate::asked::Asked;
use crate::layout::{Layout, PageResult, page};
use crate::organization_session::OrganizationSession;
use crate::rail::Entry;
use crate::show::avatar;
use crate::texts::Texts;
use application::{ListGroupNames, MemberOrder, MemberRow, MembersPage, ReadMembersPage};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue};
use domain::{GroupId, MemberRole, MemberStatus, Origin, Timestamp};

/// Groups that a list shows of a member.
const SHOWN_GROUPS: usize = 2;
/// Groups to choose from. Where there are more, the list is narrowed from the group's own page.
const GROUPS: u16 = 500;

#[derive(Template)]
#[template(path = "members/list.html")]
struct Members {
    t: Texts,
    layout: Layout,
    path: String,
    address: ListAddress,
    /// The fields of the address that the search form does not show.
    kept: Vec<(&'static str, String)>,
    tabs: Vec<Tab>,
    people: i64,
    waiting: i64,
    groups: Vec<Choice>,
    roles: Vec<Choice>,
    origins: Vec<Choice>,
    headings: [Heading; 3],
    rows: Vec<Row>,
    place: Place,
    choose: String,
    widen: String,
}

/// A link to those in one status.
struct Tab {
    text: &'static str,
    count: i64,
    href: String,
    is_current: bool,
}

/// One of the values that a filter takes.
struct Choice {
    value: String,
    text: String,
    is_chosen: bool,
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

pub(crate) async fn show(State(console): State<Console>, session: OrganizationSession, asked: Asked) -> PageResult {
    session.require(|permissions| permissions.manage_users)?;
    let address = ListAddress::of(&asked);
    let organization_id = session.organization.id;
    let read = ReadMembersPage {
        organization_id,
        selection: address.selection(),
        order: address.order,
        direction: address.direction(),
        page: address.page,
    };
    let found = console.application.read(&read).await?;
    let groups = console.application.read(&ListGroupNames { organization_id, limit: GROUPS }).await?;
    let (t, path) = (session.t(), session.path("/members"));
    let layout = session.layout(t.say("members-title"), Entry::Members);
    let is_htmx = session.person.visit.is_htmx;
    let href = address.href(&path);
    let mut response = page(&Members::new(t, layout, path, address, &groups, found))?;
    if let Some(href) = HeaderValue::from_str(&href).ok().filter(|_| is_htmx) {
        // A form names its empty fields too; the address bar does without.
        response.headers_mut().insert(HeaderName::from_static("hx-push-url"), href);
    }
    Ok(response)
}

impl Members {
    fn new(
        t: Texts,
        layout: Layout,
        path: String,
        address: ListAddress,
        groups: &[(GroupId, String)],
        found: MembersPage,
    ) -> Self {
        let tab = |text, status: Option<MemberStatus>, count| Tab {
            text,
            count,
            href: address.with_tab(status).href(&path),
            is_current: address.tab == status,
        };
        let mut tabs = vec![tab("members-tab-all", None, found.counts.total())];
        tabs.extend(TABS.map(|(_, status)| tab(status_text(status), Some(status), found.counts.of(status))));
        let heading = |text, order: MemberOrder| Heading {
            text,
            href: address.with_order(order).href(&path),
            sort: (address.order == order).then_some(if address.is_descending { "descending" } else { "ascending" }),
        };
        let choice = |value: String, text: String, is_chosen| Choice { value, text, is_chosen };
        Self {
            tabs,
            people: found.counts.total(),
            waiting: found.counts.accepted,
            groups: groups
                .iter()
                .map(|(id, name)| choice(id.to_string(), name.clone(), address.group == Some(*id)))
                .collect(),
            roles: ROLES
                .iter()
                .map(|(word, role)| choice((*word).to_owned(), t.role(role).to_string(), address.role == Some(*role)))
                .collect(),
            origins: ORIGINS
                .iter()
                .map(|origin| {
                    choice(origin.name().to_owned(), t.origin(origin).to_string(), address.origin == Some(*origin))
                })
                .collect(),
            headings: [
                heading("members-person", MemberOrder::Name),
                heading("members-status", MemberOrder::Status),
                heading("members-since", MemberOrder::Created),
            ],
            place: Place::of(&found, &address, &path),
            rows: found.rows.into_iter().map(Row::of).collect(),
            kept: address.fields().into_iter().filter(|(name, _)| ["tab", "sort"].contains(name)).collect(),
            choose: ListAddress { is_chosen: !address.is_chosen, ..address.clone() }.href(&path),
            widen: address.widened().href(&path),
            t,
            layout,
            path,
            address,
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
mod tests {
    use super::*;
    use domain::StatusCounts;

    const NOW: Timestamp = Timestamp::from_micros(1_767_225_600_000_000);

    fn sample(found: MembersPage, query: &str, names: &[(&str, &str)]) -> String {
        let (t, layout) = (Texts::sample(NOW), Layout::sample("Members"));
        let group = |id: u128, name: &str| (GroupId::from_uuid(uuid::Uuid::from_u128(id)), name.to_owned());
        let groups = [group(1, "Staff"), group(2, "<b>")];
        let mut members = Members::new(t, layout, "/members".to_owned(), ListAddress::read(query), &groups, found);
        members.rows = names
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
        members.render().unwrap()
    }

    fn found(counts: StatusCounts, total: u64) -> MembersPage {
        MembersPage { counts, rows: Vec::new(), total, has_more: false, page: 1, pages: total.div_ceil(50).max(1) }
    }

    #[test]
    fn the_list_teaches_where_it_is_empty() {
        let nobody = sample(found(StatusCounts::NONE, 0), "", &[]);
        assert!(nobody.contains("Nobody is here yet") && nobody.contains("SCIM provisioning"), "{nobody}");
        let counts = StatusCounts { confirmed: 3, ..StatusCounts::NONE };
        assert!(sample(found(counts, 0), "tab=staged", &[]).contains("Nobody is in this status"));
        let html = sample(found(counts, 0), "tab=confirmed&search=x&role=user", &[]);
        assert!(html.contains("Nobody matches") && html.contains(r#"href="/members?tab=confirmed""#), "{html}");
    }

    #[test]
    fn the_list_shows_people_and_where_it_goes_on() {
        let counts = StatusCounts { accepted: 3_000, confirmed: 384, ..StatusCounts::NONE };
        let html = sample(found(counts, 3_384), "role=admin&sort=-status", &[("Dora Doe", "dora@example.test")]);
        for shown in [
            "3,000 people accepted their invitation",
            "Confirm 3,000",
            r#"<a href="/members?tab=waiting&#38;role=admin&#38;sort=-status">Needs confirmation"#,
            r#"<option value="admin" selected>Admin</option>"#,
            r#"aria-sort="descending""#,
            r#"name="member" value="m1" aria-label="Choose Dora Doe""#,
            r#"<span class="badge todo">Needs confirmation</span>"#,
            "break-glass",
            "+3",
            "All 3,384 in this list",
            r#"rel="next" href="/members?role=admin&#38;sort=-status&#38;page=2""#,
        ] {
            assert!(html.contains(shown), "{shown} is missing in {html}");
        }
    }

    #[test]
    fn names_are_text_whatever_they_say() {
        let long = "x".repeat(10_000);
        let names = [("<img src=x onerror=alert(1)>", "\"><script>alert(1)</script>@x.y"), (&*long, &*long)];
        let html =
            sample(found(StatusCounts { staged: 2, ..StatusCounts::NONE }, 2), "search=%22%3E%3Cscript%3E", &names);
        assert!(!html.contains("<img") && !html.contains("<script>") && !html.contains("<i></"), "{html}");
        assert!(html.contains(&long) && html.contains("value=\"&#34;&#62;&#60;script&#62;\""));
    }
}

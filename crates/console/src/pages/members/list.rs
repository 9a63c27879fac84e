//! `/organizations/{organization}/members`: who is here.

use super::list_address::{ListAddress, ORIGINS, ROLES};
use super::list_parts::{Counts, Rows};
use crate::Console;
use crate::asked::Asked;
use crate::layout::{Layout, PageResult, page};
use crate::organization_session::OrganizationSession;
use crate::rail::Entry;
use crate::texts::Texts;
use application::{ListGroupNames, MembersPage};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue};
use domain::GroupId;

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
    groups: Vec<Choice>,
    roles: Vec<Choice>,
    origins: Vec<Choice>,
    counts: Counts,
    rows: Rows,
    /// Where news of the list are told.
    live: String,
}

/// One of the values that a filter takes.
struct Choice {
    value: String,
    text: String,
    is_chosen: bool,
}

pub(crate) async fn show(State(console): State<Console>, session: OrganizationSession, asked: Asked) -> PageResult {
    session.require(|permissions| permissions.manage_users)?;
    let address = ListAddress::of(&asked);
    let organization_id = session.organization.id;
    let found = console.application.read(&address.read_page(organization_id)).await?;
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
        let choice = |value: String, text: String, is_chosen| Choice { value, text, is_chosen };
        Self {
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
            kept: address.fields().into_iter().filter(|(name, _)| ["tab", "sort"].contains(name)).collect(),
            counts: Counts::new(t, &path, &address, &found),
            live: address.live(&path, found.last_event),
            rows: Rows::new(t, &path, &address, found),
            t,
            layout,
            path,
            address,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::members::list_parts::tests::with_names;
    use domain::{StatusCounts, Timestamp};

    const NOW: Timestamp = Timestamp::from_micros(1_767_225_600_000_000);

    fn sample(found: MembersPage, query: &str, names: &[(&str, &str)]) -> String {
        let (t, layout) = (Texts::sample(NOW), Layout::sample("Members"));
        let group = |id: u128, name: &str| (GroupId::from_uuid(uuid::Uuid::from_u128(id)), name.to_owned());
        let groups = [group(1, "Staff"), group(2, "<b>")];
        let mut members = Members::new(t, layout, "/members".to_owned(), ListAddress::read(query), &groups, found);
        members.rows = with_names(members.rows, names);
        members.render().unwrap()
    }

    fn found(counts: StatusCounts, total: u64) -> MembersPage {
        let pages = total.div_ceil(50).max(1);
        MembersPage { counts, rows: Vec::new(), total, has_more: false, page: 1, pages, last_event: 7 }
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

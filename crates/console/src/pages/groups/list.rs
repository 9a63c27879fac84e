//! `/organizations/{organization}/groups`: the groups, and a new one.

use crate::Console;
use crate::asked::Asked;
use crate::error::PageError;
use crate::flash::Flash;
use crate::form::Form;
use crate::layout::{Layout, PageResult, page};
use crate::organization_session::OrganizationSession;
use crate::rail::Entry;
use crate::show::Pager;
use crate::texts::Texts;
use application::{GroupRow, ReadGroupsPage, SaveGroup};
use askama::Template;
use axum::extract::State;

#[derive(Template)]
#[template(path = "groups/list.html")]
struct List {
    t: Texts,
    layout: Layout,
    path: String,
    search: String,
    rows: Vec<GroupRow>,
    total: u64,
    pager: Pager,
    /// Whether the plan has groups.
    has_groups: bool,
}

pub(crate) async fn show(State(console): State<Console>, session: OrganizationSession, asked: Asked) -> PageResult {
    session.require(|permissions| permissions.manage_groups)?;
    let search = asked.get("search");
    let read = ReadGroupsPage {
        organization_id: session.organization.id,
        search: Some(search.to_owned()),
        page: asked.get("page").parse().unwrap_or(1),
    };
    let found = console.application.read(&read).await?;
    let (t, path) = (session.t(), session.path("/groups"));
    page(&List {
        t,
        layout: session.layout(t.say("groups-title"), Entry::Groups),
        search: search.to_owned(),
        rows: found.rows,
        total: found.total,
        pager: Pager::new(&path, &[("search", search)], found.page, found.pages),
        has_groups: session.organization.plan.has_directory_features(),
        path,
    })
}

/// Makes a group.
pub(crate) async fn create(State(console): State<Console>, session: OrganizationSession, form: Form) -> PageResult {
    session.require(|permissions| permissions.manage_groups)?;
    let make = SaveGroup {
        call: session.command(&console),
        organization_id: session.organization.id,
        id: None,
        name: Some(form.get("name").to_owned()),
        external_id: None,
        members: None,
        collections: None,
    };
    match console.application.run(make).await {
        Ok(group) => {
            let path = session.path(&format!("/groups/{}", group.id));
            Ok(Flash::good("groups-made").with("name", group.profile.name.text()).then(&path))
        }
        Err(error) => PageError::from(error).said_on(&session.path("/groups")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{CaseInsensitiveText, Group, GroupId, GroupProfile, OrganizationId, Origin, Timestamp};

    fn row(name: &str, origin: Origin) -> GroupRow {
        let at = Timestamp::from_micros(0);
        let profile = GroupProfile { name: CaseInsensitiveText::new(name), external_id: None, attributes: None };
        let (organization_id, id) = ("a71c6574-52f1-4b98-9c4d-fd09703195e4", "5d38ed12-9b5c-4a0d-8a28-4bd0a0d2b1b6");
        let group = Group {
            organization_id: OrganizationId::parse(organization_id).unwrap(),
            id: GroupId::parse(id).unwrap(),
            profile,
            origin,
            version: 1,
            created_at: at,
            revised_at: at,
        };
        GroupRow { group, members: 3_214, collections: 2 }
    }

    fn html(rows: Vec<GroupRow>, search: &str) -> String {
        let path = "/organizations/1/groups".to_owned();
        let pager = Pager::new(&path, &[("search", search)], 1, 2);
        let (total, search) = (rows.len() as u64, search.to_owned());
        let t = Texts::sample(Timestamp::from_micros(0));
        List { t, layout: Layout::sample("Groups"), path, search, rows, total, pager, has_groups: true }
            .render()
            .unwrap()
    }

    #[test]
    fn a_group_leads_to_its_page() {
        let html = html(vec![row("Engineering", Origin::Scim)], "");
        for shown in ["/groups/5d38ed12-9b5c-4a0d-8a28-4bd0a0d2b1b6", "Engineering", "3,214", "Directory", "?page=2"] {
            assert!(html.contains(shown), "{shown} in {html}");
        }
    }

    #[test]
    fn an_empty_list_teaches_and_an_empty_search_says_so() {
        assert!(html(Vec::new(), "").contains("No groups yet"));
        assert!(html(Vec::new(), "x").contains("No group is found"));
    }

    #[test]
    fn names_are_escaped() {
        let hostile = "<img src=x onerror=alert(1)>\"".repeat(350);
        assert!(!html(vec![row(&hostile, Origin::Console)], &hostile).contains("<img"));
    }
}

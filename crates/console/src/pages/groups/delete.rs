//! `/organizations/{organization}/groups/{group}/delete`: says what goes with a group, then removes it.

use super::GroupPath;
use super::show::is_directory;
use crate::Console;
use crate::error::PageError;
use crate::flash::Flash;
use crate::form::Form;
use crate::layout::{Layout, PageResult, page};
use crate::organization_session::OrganizationSession;
use crate::rail::Entry;
use crate::texts::Texts;
use application::{DeleteGroups, GroupPage, ReadGroupPage};
use askama::Template;
use axum::extract::State;

#[derive(Template)]
#[template(path = "groups/delete.html")]
struct Delete {
    t: Texts,
    layout: Layout,
    path: String,
    name: String,
    members: u64,
    collections: usize,
    is_directory: bool,
}

pub(crate) async fn ask(
    State(console): State<Console>,
    session: OrganizationSession,
    GroupPath(id): GroupPath,
) -> PageResult {
    session.require(|permissions| permissions.manage_groups)?;
    let read = ReadGroupPage { organization_id: session.organization.id, id, search: None, page: 1 };
    let GroupPage { group, members, collections, .. } =
        console.application.read(&read).await?.ok_or(PageError::NotFound)?;
    let t = session.t();
    page(&Delete {
        t,
        layout: session.layout(t.say("group-delete-title"), Entry::Groups),
        path: session.path(&format!("/groups/{id}")),
        name: group.profile.name.text().to_owned(),
        members: members.total,
        collections: collections.iter().filter(|(_, access)| access.is_some()).count(),
        is_directory: is_directory(&group),
    })
}

pub(crate) async fn delete(
    State(console): State<Console>,
    session: OrganizationSession,
    GroupPath(id): GroupPath,
    _: Form,
) -> PageResult {
    let organization_id = session.organization.id;
    let delete = DeleteGroups { call: session.command(&console), organization_id, ids: vec![id] };
    console.application.run(delete).await?;
    Ok(Flash::good("group-deleted").then(&session.path("/groups")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;

    #[test]
    fn what_goes_with_it_is_said() {
        let (t, path) = (Texts::sample(Timestamp::from_micros(0)), "/organizations/1/groups/2".to_owned());
        let name = "<img src=x onerror=alert(1)>".to_owned();
        let (layout, members, collections) = (Layout::sample("Delete group"), 3_214, 2);
        let html = Delete { t, layout, path, name, members, collections, is_directory: true }.render().unwrap();
        assert!(!html.contains("<img") && html.contains("3,214 people are in this group."), "{html}");
        assert!(html.contains(r#"action="/organizations/1/groups/2/delete""#));
    }
}

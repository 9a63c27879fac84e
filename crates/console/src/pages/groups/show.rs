//! `/organizations/{organization}/groups/{group}`: who is in it, what it reaches, its name.

use super::GroupPath;
use crate::Console;
use crate::asked::Asked;
use crate::error::PageError;
use crate::flash::Flash;
use crate::form::Form;
use crate::layout::{Layout, PageResult, page};
use crate::organization_session::OrganizationSession;
use crate::person_search::find_people;
use crate::rail::Entry;
use crate::show::{Pager, access_value};
use crate::texts::Texts;
use application::{CommandError, GroupPage, MemberRow, ReadGroupPage, SaveGroup};
use askama::Template;
use axum::extract::State;
use domain::{Collection, CollectionAccess, Group, Member, Origin};

#[derive(Template)]
#[template(path = "groups/show.html")]
struct Show {
    t: Texts,
    layout: Layout,
    path: String,
    members_path: String,
    organization_id: String,
    group: Group,
    /// Whether a directory holds the group, so that it changes back what people change.
    is_directory: bool,
    rows: Vec<Row>,
    total: u64,
    search: String,
    pager: Pager,
    /// Whether some of the rows are the directory's.
    has_directory_rows: bool,
    /// Whom to add is looked for by this.
    wanted: String,
    found: Vec<MemberRow>,
    collections: Vec<Reached>,
    /// Those that it does not reach: id and encrypted name.
    choices: Vec<(String, String)>,
}

/// Somebody in the group.
struct Row {
    member: Member,
    origin: Option<Origin>,
}

/// A collection, and what the group may do in it.
struct Reached {
    collection: Collection,
    value: &'static str,
}

/// The collections that the group reaches, and those that it can be given.
fn reached(all: Vec<(Collection, Option<CollectionAccess>)>) -> (Vec<Reached>, Vec<(String, String)>) {
    let (reached, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, access)| access.is_some());
    let reached = reached.into_iter().map(|(collection, access)| Reached { collection, value: access_value(access) });
    (reached.collect(), others.into_iter().map(|(other, _)| (other.id.to_string(), other.name)).collect())
}

/// Whether the next sync of a directory would change a group back.
pub(super) fn is_directory(group: &Group) -> bool {
    group.origin.is_directory() || group.profile.external_id.is_some()
}

pub(crate) async fn handle(
    State(console): State<Console>,
    session: OrganizationSession,
    GroupPath(id): GroupPath,
    asked: Asked,
) -> PageResult {
    session.require(|permissions| permissions.manage_groups)?;
    let organization_id = session.organization.id;
    let (search, wanted) = (asked.get("search"), asked.get("find"));
    let page_number = asked.get("page").parse().unwrap_or(1);
    let read = ReadGroupPage { organization_id, id, search: Some(search.to_owned()), page: page_number };
    let GroupPage { group, members, origins, collections } =
        console.application.read(&read).await?.ok_or(PageError::NotFound)?;
    let found = find_people(&console, organization_id, wanted).await?;
    let (collections, choices) = reached(collections);
    let (t, path) = (session.t(), session.path(&format!("/groups/{id}")));
    let rows: Vec<Row> = members
        .rows
        .into_iter()
        .map(|row| Row { origin: origins.get(&row.member.id).copied(), member: row.member })
        .collect();
    page(&Show {
        t,
        layout: session.layout(group.profile.name.text(), Entry::Groups),
        members_path: session.path("/members"),
        organization_id: organization_id.to_string(),
        is_directory: is_directory(&group),
        group,
        has_directory_rows: rows.iter().any(|row| row.origin.is_some_and(Origin::is_directory)),
        rows,
        total: members.total,
        search: search.to_owned(),
        pager: Pager::new(&path, &[("search", search)], members.page, members.pages),
        wanted: wanted.to_owned(),
        found,
        collections,
        choices,
        path,
    })
}

/// Takes another name.
pub(crate) async fn rename(
    State(console): State<Console>,
    session: OrganizationSession,
    GroupPath(id): GroupPath,
    form: Form,
) -> PageResult {
    let save = SaveGroup {
        call: session.command(&console),
        organization_id: session.organization.id,
        id: Some(id),
        name: Some(form.get("name").to_owned()),
        external_id: None,
        members: None,
        collections: None,
    };
    let outcome = console.application.run(save).await;
    saved(outcome, &session.path(&format!("/groups/{id}")))
}

/// What the group's page says of a change.
pub(super) fn saved(outcome: Result<Group, CommandError>, path: &str) -> PageResult {
    match outcome.map_err(PageError::from) {
        Ok(_) => Ok(Flash::good("group-saved").then(path)),
        Err(error) => error.said_on(path),
    }
}

//! `/organizations/{organization}/collections/{collection}`: its name, and who reaches it.

use super::{CollectionPath, membership};
use crate::Console;
use crate::asked::Asked;
use crate::error::PageError;
use crate::flash::Flash;
use crate::form::Form;
use crate::layout::{Layout, PageResult, page};
use crate::organization_session::OrganizationSession;
use crate::person_search::find_people;
use crate::rail::Entry;
use crate::sealed_name::is_sealed_name;
use crate::show::{access_text, access_value};
use crate::texts::Texts;
use application::{CollectionChange, CollectionPage, MemberRow, ReadCollectionPage, UpdateCollection};
use askama::Template;
use axum::extract::State;
use domain::{Collection, CollectionAccess, CollectionId, GroupId, MemberId};

#[derive(Template)]
#[template(path = "collections/show.html")]
struct Show {
    t: Texts,
    layout: Layout,
    path: String,
    organization_id: String,
    collection: Collection,
    /// The text of what the member may do in it.
    access: &'static str,
    /// Groups, then members.
    holders: Vec<Holder>,
    /// Groups that may be given access: id and name.
    choices: Vec<(String, String)>,
    /// Whom to add is looked for by this.
    wanted: String,
    found: Vec<MemberRow>,
    may_edit: bool,
    /// Whether the member sees whom to give it to.
    may_add_people: bool,
    may_delete: bool,
}

/// A group or member that reaches the collection.
struct Holder {
    /// `group` or `member`, as fields begin.
    kind: &'static str,
    icon: &'static str,
    id: String,
    name: String,
    value: &'static str,
    text: &'static str,
}

impl Holder {
    fn group(id: GroupId, name: Option<&String>, access: CollectionAccess) -> Self {
        Self::new("group", "groups", id.to_string(), name, access)
    }

    fn member(id: MemberId, name: Option<&String>, access: CollectionAccess) -> Self {
        Self::new("member", "person", id.to_string(), name, access)
    }

    fn new(
        kind: &'static str,
        icon: &'static str,
        id: String,
        name: Option<&String>,
        access: CollectionAccess,
    ) -> Self {
        let name = name.cloned().unwrap_or_else(|| id.clone());
        Self { kind, icon, id, name, value: access_value(Some(access)), text: access_text(Some(access)) }
    }
}

pub(crate) async fn handle(
    State(console): State<Console>,
    session: OrganizationSession,
    CollectionPath(id): CollectionPath,
    asked: Asked,
) -> PageResult {
    session.require_any()?;
    let membership = membership(&session);
    let read = ReadCollectionPage { membership: membership.clone(), id };
    let found = console.application.read(&read).await?.ok_or(PageError::NotFound)?;
    let CollectionPage { details, members, groups, choices } = found;
    let (own, is_managed) = (details.view.access, details.is_managed());
    let (member, organization) = (&membership.member, &membership.organization);
    let by_groups = details.groups.iter().map(|(id, way)| Holder::group(*id, groups.get(id), *way));
    let alone = details.members.iter().map(|(id, way)| Holder::member(*id, members.get(id), *way));
    let may_edit = member.edits_collection(organization, own, is_managed);
    let may_add_people = may_edit && session.require(|permissions| permissions.manage_users).is_ok();
    let wanted = if may_add_people { asked.get("find") } else { "" };
    let found = find_people(&console, organization.id, wanted).await?;
    let t = session.t();
    page(&Show {
        t,
        layout: session.layout(t.say("collection-title"), Entry::Collections),
        path: session.path(&format!("/collections/{id}")),
        organization_id: organization.id.to_string(),
        access: access_text(own),
        holders: by_groups.chain(alone).collect(),
        choices: choices.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
        wanted: wanted.to_owned(),
        found,
        may_edit,
        may_add_people,
        may_delete: member.deletes_collection(organization, own, is_managed),
        collection: details.view.collection,
    })
}

/// Takes another name.
pub(crate) async fn rename(
    State(console): State<Console>,
    session: OrganizationSession,
    CollectionPath(id): CollectionPath,
    form: Form,
) -> PageResult {
    session.require_any()?;
    let name = form.get("name").to_owned();
    if !is_sealed_name(&name) {
        return Ok(Flash::bad("collections-needs-script").then(&session.path(&format!("/collections/{id}"))));
    }
    update(&console, &session, id, CollectionChange { name: Some(name), ..CollectionChange::default() }).await
}

/// Changes a collection, and says so on its page.
pub(super) async fn update(
    console: &Console,
    session: &OrganizationSession,
    id: CollectionId,
    change: CollectionChange,
) -> PageResult {
    session.require_any()?;
    let path = session.path(&format!("/collections/{id}"));
    let (call, account_id) = (session.command(console), session.person.account.id);
    let update = UpdateCollection { call, account_id, organization_id: session.organization.id, id, change };
    match console.application.run(update).await.map_err(PageError::from) {
        Ok(_) => Ok(Flash::good("group-saved").then(&path)),
        Err(error) => error.said_on(&path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{OrganizationId, Timestamp};

    fn html(may_edit: bool) -> String {
        let at = Timestamp::from_micros(0);
        let id = "5d38ed12-9b5c-4a0d-8a28-4bd0a0d2b1b6";
        let collection = Collection {
            organization_id: OrganizationId::parse(id).unwrap(),
            id: CollectionId::parse(id).unwrap(),
            name: "2.x".to_owned(),
            external_id: None,
            created_at: at,
            revised_at: at,
        };
        let name = "<img src=x onerror=alert(1)>".to_owned();
        let holders = vec![
            Holder::group(GroupId::parse(id).unwrap(), Some(&name), CollectionAccess::EDIT),
            Holder::member(MemberId::parse(id).unwrap(), Some(&name), CollectionAccess::EDIT),
        ];
        let (t, layout) = (Texts::sample(at), Layout::sample("Collection"));
        let (path, organization_id) = ("/o/1/collections/2".to_owned(), id.to_owned());
        let choices = vec![(id.to_owned(), name.clone())];
        let access = "access-edit";
        let (wanted, found) = (String::new(), Vec::new());
        let (may_add_people, may_delete) = (may_edit, may_edit);
        Show {
            t,
            layout,
            path,
            organization_id,
            collection,
            access,
            holders,
            choices,
            wanted,
            found,
            may_edit,
            may_add_people,
            may_delete,
        }
        .render()
        .unwrap()
    }

    #[test]
    fn who_may_change_it_chooses_and_others_read() {
        let id = "5d38ed12-9b5c-4a0d-8a28-4bd0a0d2b1b6";
        let edited = html(true);
        assert!(
            edited.contains(&format!(r#"name="group-{id}""#)) && edited.contains(&format!(r#"name="member-{id}""#))
        );
        let read = html(false);
        assert!(
            !read.contains("<select") && !read.contains("Delete collection") && read.contains("Reads and changes"),
            "{read}"
        );
    }

    #[test]
    fn names_are_escaped() {
        assert!(!html(true).contains("<img") && !html(false).contains("<img"));
    }
}

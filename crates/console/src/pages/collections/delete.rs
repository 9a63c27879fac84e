//! `/organizations/{organization}/collections/{collection}/delete`: says what goes with a collection, then removes it.

use super::{CollectionPath, membership};
use crate::Console;
use crate::error::PageError;
use crate::flash::Flash;
use crate::form::Form;
use crate::layout::{Layout, PageResult, page};
use crate::organization_session::OrganizationSession;
use crate::rail::Entry;
use crate::texts::Texts;
use application::{DeleteCollections, ReadCollectionPage};
use askama::Template;
use axum::extract::State;

#[derive(Template)]
#[template(path = "collections/delete.html")]
struct Delete {
    t: Texts,
    layout: Layout,
    path: String,
    organization_id: String,
    /// The name, encrypted.
    name: String,
    id: String,
    groups: usize,
    members: usize,
}

pub(crate) async fn ask(
    State(console): State<Console>,
    session: OrganizationSession,
    CollectionPath(id): CollectionPath,
) -> PageResult {
    session.require_any()?;
    let membership = membership(&session);
    let read = ReadCollectionPage { membership: membership.clone(), id };
    let details = console.application.read(&read).await?.ok_or(PageError::NotFound)?.details;
    let (own, is_managed) = (details.view.access, details.is_managed());
    if !membership.member.deletes_collection(&membership.organization, own, is_managed) {
        return Err(PageError::NotFound);
    }
    let t = session.t();
    page(&Delete {
        t,
        layout: session.layout(t.say("collection-delete"), Entry::Collections),
        path: session.path(&format!("/collections/{id}")),
        organization_id: session.organization.id.to_string(),
        name: details.view.collection.name,
        id: id.to_string(),
        groups: details.groups.len(),
        members: details.members.len(),
    })
}

pub(crate) async fn delete(
    State(console): State<Console>,
    session: OrganizationSession,
    CollectionPath(id): CollectionPath,
    _: Form,
) -> PageResult {
    session.require_any()?;
    let (call, account_id) = (session.command(&console), session.person.account.id);
    let delete = DeleteCollections { call, account_id, organization_id: session.organization.id, ids: vec![id] };
    console.application.run(delete).await?;
    Ok(Flash::good("collection-deleted").then(&session.path("/collections")))
}

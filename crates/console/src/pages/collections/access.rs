//! `POST …/collections/{collection}/access`: which groups and members reach the collection.

use super::CollectionPath;
use super::show::update;
use crate::Console;
use crate::error::PageError;
use crate::form::Form;
use crate::layout::PageResult;
use crate::organization_session::OrganizationSession;
use crate::show::access_of;
use application::CollectionChange;
use axum::extract::State;
use domain::{CollectionAccess, GroupId, MemberId};

pub(crate) async fn handle(
    State(console): State<Console>,
    session: OrganizationSession,
    CollectionPath(id): CollectionPath,
    form: Form,
) -> PageResult {
    let mut groups = wanted(&form, "group-", GroupId::parse)?;
    if let Some(added) = GroupId::parse(form.get("add-group")) {
        groups.extend(access_of(form.get("add-access"))?.map(|access| (added, access)));
    }
    let members = wanted(&form, "member-", MemberId::parse)?;
    let change = CollectionChange { groups: Some(groups), members: Some(members), ..CollectionChange::default() };
    update(&console, &session, id, change).await
}

/// The fields of this beginning; what follows it is an id.
fn wanted<I>(
    form: &Form,
    beginning: &str,
    parse: fn(&str) -> Option<I>,
) -> Result<Vec<(I, CollectionAccess)>, PageError> {
    let mut wanted = Vec::new();
    for (name, value) in form.fields() {
        let Some(id) = name.strip_prefix(beginning) else { continue };
        let id = parse(id).ok_or(PageError::NotFound)?;
        wanted.extend(access_of(value)?.map(|access| (id, access)));
    }
    Ok(wanted)
}

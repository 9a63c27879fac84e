//! `POST …/collections/{collection}/access`: which groups and members reach the collection.

use super::CollectionPath;
use super::show::update;
use crate::Console;
use crate::error::PageError;
use crate::form::Form;
use crate::layout::PageResult;
use crate::organization_session::OrganizationSession;
use crate::show::{access_of, changed_access};
use application::{AccessChange, CollectionChange};
use axum::extract::State;
use domain::{CollectionAccess, GroupId, MemberId};

pub(crate) async fn handle(
    State(console): State<Console>,
    session: OrganizationSession,
    CollectionPath(id): CollectionPath,
    form: Form,
) -> PageResult {
    session.require_any()?;
    let groups = wanted(&form, "group", GroupId::parse)?;
    let members = wanted(&form, "member", MemberId::parse)?;
    let change = CollectionChange { groups: Some(groups), members: Some(members), ..CollectionChange::default() };
    update(&console, &session, id, change).await
}

/// What the form changes of those who have access, and the ones whom it adds.
fn wanted<I>(form: &Form, kind: &str, parse: fn(&str) -> Option<I>) -> Result<AccessChange<I>, PageError> {
    let mut changed: Vec<(I, Option<CollectionAccess>)> = changed_access(form, kind, parse)?;
    for id in form.all(&format!("add-{kind}")).filter(|id| !id.is_empty()) {
        changed.push((parse(id).ok_or(PageError::NotFound)?, access_of(form.get("add-access"))?));
    }
    Ok(AccessChange::Edit(changed))
}

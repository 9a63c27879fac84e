//! `POST …/collections/{collection}/access`: which groups and members reach the collection.

use super::CollectionPath;
use super::show::update;
use crate::Console;
use crate::form::Form;
use crate::layout::PageResult;
use crate::organization_session::OrganizationSession;
use crate::show::wanted_access;
use application::{AccessChange, CollectionChange};
use axum::extract::State;
use domain::{GroupId, MemberId};

pub(crate) async fn handle(
    State(console): State<Console>,
    session: OrganizationSession,
    CollectionPath(id): CollectionPath,
    form: Form,
) -> PageResult {
    session.require_any()?;
    let groups = AccessChange::Edit(wanted_access(&form, "group", GroupId::parse)?);
    let members = AccessChange::Edit(wanted_access(&form, "member", MemberId::parse)?);
    let change = CollectionChange { groups: Some(groups), members: Some(members), ..CollectionChange::default() };
    update(&console, &session, id, change).await
}

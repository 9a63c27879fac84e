//! `POST …/groups/{group}/access`: which collections the group reaches, and what it may do there.

use super::GroupPath;
use super::show::saved;
use crate::Console;
use crate::form::Form;
use crate::layout::PageResult;
use crate::organization_session::OrganizationSession;
use crate::show::wanted_access;
use application::{AccessChange, SaveGroup};
use axum::extract::State;
use domain::CollectionId;

pub(crate) async fn handle(
    State(console): State<Console>,
    session: OrganizationSession,
    GroupPath(id): GroupPath,
    form: Form,
) -> PageResult {
    session.require(|permissions| permissions.manage_groups)?;
    let save = SaveGroup {
        call: session.command(&console),
        organization_id: session.organization.id,
        id: Some(id),
        name: None,
        external_id: None,
        members: None,
        collections: Some(AccessChange::Edit(wanted_access(&form, "collection", CollectionId::parse)?)),
    };
    let outcome = console.application.run(save).await;
    saved(outcome, &session.path(&format!("/groups/{id}")))
}

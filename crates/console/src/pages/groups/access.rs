//! `POST …/groups/{group}/access`: what the group may do in each collection.

use super::GroupPath;
use super::show::saved;
use crate::Console;
use crate::error::PageError;
use crate::form::Form;
use crate::layout::PageResult;
use crate::organization_session::OrganizationSession;
use crate::show::access_of;
use application::SaveGroup;
use axum::extract::State;
use domain::{CollectionAccess, CollectionId};

pub(crate) async fn handle(
    State(console): State<Console>,
    session: OrganizationSession,
    GroupPath(id): GroupPath,
    form: Form,
) -> PageResult {
    let save = SaveGroup {
        call: session.command(&console),
        organization_id: session.organization.id,
        id: Some(id),
        name: None,
        external_id: None,
        members: None,
        collections: Some(wanted(&form)?),
    };
    let outcome = console.application.run(save).await;
    saved(outcome, &session.path(&format!("/groups/{id}")))
}

/// The fields `access-{collection}`.
fn wanted(form: &Form) -> Result<Vec<(CollectionId, CollectionAccess)>, PageError> {
    let mut wanted = Vec::new();
    for (name, value) in form.fields() {
        let Some(id) = name.strip_prefix("access-") else { continue };
        let id = CollectionId::parse(id).ok_or(PageError::NotFound)?;
        if let Some(access) = access_of(value)? {
            wanted.push((id, access));
        }
    }
    Ok(wanted)
}

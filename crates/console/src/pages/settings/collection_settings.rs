//! `POST …/settings/organization/collections`: who may do what with collections.

use super::organization::apply;
use crate::Console;
use crate::form::Form;
use crate::layout::PageResult;
use crate::organization_session::OrganizationSession;
use application::OrganizationChange;
use axum::extract::State;
use domain::CollectionSettings;

pub(crate) async fn handle(State(console): State<Console>, session: OrganizationSession, form: Form) -> PageResult {
    session.require_owner()?;
    let collections = CollectionSettings {
        limit_creation: form.is_set("limit-creation"),
        limit_deletion: form.is_set("limit-deletion"),
        limit_item_deletion: form.is_set("limit-item-deletion"),
        admins_access_all: form.is_set("admins-access-all"),
    };
    let change = OrganizationChange { collections: Some(collections), ..OrganizationChange::default() };
    apply(&console, &session, change).await
}

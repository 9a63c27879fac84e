//! `GET /api/organizations/{organization}/users/mini-details`: the names of all members, for who gives access to something.

use super::representation;
use crate::AccountApi;
use crate::api_json::{ApiJson, list};
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use application::{ListMemberDetails, ManagesCollection};
use axum::extract::State;
use axum::response::IntoResponse;
use domain::Permissions;
use serde_json::Value;

/// Whether a member gives access by their role.
const fn gives_access(permissions: &Permissions) -> bool {
    permissions.manage_users
        || permissions.manage_groups
        || permissions.create_new_collections
        || permissions.edit_any_collection
}

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
) -> Result<impl IntoResponse, ApiError> {
    let organization_id = call.organization.id;
    let may = call.member.may(gives_access)
        || !call.organization.collections.limit_creation
        || api.application.read(&ManagesCollection { organization_id, member_id: call.member.id }).await?;
    if !may {
        return Err(ApiError::not_found());
    }
    let read = ListMemberDetails { organization_id, with_groups: false, with_collections: false };
    let members = api.application.read(&read).await?;
    let entries: Vec<Value> = members.iter().map(representation::brief).collect();
    Ok(ApiJson(list(&entries)))
}

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

/// Whether a member gives others access to something: by their role, or by a collection of their own.
pub(crate) async fn gives_access(api: &AccountApi, call: &OrganizationCall) -> Result<bool, ApiError> {
    let by_role = |permissions: &Permissions| {
        permissions.manage_users
            || permissions.manage_groups
            || permissions.create_new_collections
            || permissions.edit_any_collection
    };
    let manages = ManagesCollection { organization_id: call.organization.id, member_id: call.member.id };
    Ok(call.member.may(by_role)
        || !call.organization.collections.limit_creation
        || api.application.read(&manages).await?)
}

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
) -> Result<impl IntoResponse, ApiError> {
    if !gives_access(&api, &call).await? {
        return Err(ApiError::not_found());
    }
    let organization_id = call.organization.id;
    let read = ListMemberDetails { organization_id, with_groups: false, with_collections: false };
    let members = api.application.read(&read).await?;
    let entries: Vec<Value> = members.iter().map(representation::brief).collect();
    Ok(ApiJson(list(&entries)))
}

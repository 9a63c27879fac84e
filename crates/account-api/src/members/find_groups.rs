//! `GET /api/organizations/{organization}/users/{member}/groups`: the ids of a member's groups.

use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use crate::path_id::MemberPath;
use application::FindMember;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::GroupId;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    MemberPath(id): MemberPath,
) -> Result<impl IntoResponse, ApiError> {
    if !call.member.may(|permissions| permissions.manage_users || permissions.manage_groups) {
        return Err(ApiError::not_found());
    }
    let found = api.application.read(&FindMember { organization_id: call.organization.id, id }).await?;
    let groups: Vec<GroupId> =
        found.ok_or_else(ApiError::not_found)?.groups.into_iter().map(|group| group.group_id).collect();
    Ok(ApiJson(groups))
}

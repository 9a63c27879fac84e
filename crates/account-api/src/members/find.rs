//! `GET /api/organizations/{organization}/users/{member}`: one member, with groups and collections.

use super::representation;
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use crate::path_id::MemberPath;
use application::FindMemberDetails;
use axum::extract::State;
use axum::response::IntoResponse;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    MemberPath(id): MemberPath,
) -> Result<impl IntoResponse, ApiError> {
    if !call.member.may(|permissions| permissions.manage_users) {
        return Err(ApiError::not_found());
    }
    let query = FindMemberDetails { organization_id: call.organization.id, ids: vec![id] };
    let found = api.application.read(&query).await?;
    let member = found.first().ok_or_else(ApiError::not_found)?;
    Ok(ApiJson(representation::details(&call.organization, member)))
}

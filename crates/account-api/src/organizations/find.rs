//! `GET /api/organizations/{organization}`: the organization, for its owners and admins.

use super::representation;
use crate::api_json::ApiJson;
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use axum::response::IntoResponse;
use domain::MemberRole;

pub(crate) async fn handle(call: OrganizationCall) -> Result<impl IntoResponse, ApiError> {
    if !matches!(call.member.role, MemberRole::Owner | MemberRole::Admin) {
        return Err(ApiError::not_found());
    }
    Ok(ApiJson(representation::organization(&call.organization)))
}

//! `GET …/groups/{group}` and `GET …/groups/{group}/details`.

use super::representation;
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use crate::path_id::GroupPath;
use application::{FindGroupDetails, GroupDetails};
use axum::extract::State;
use axum::response::IntoResponse;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    GroupPath(id): GroupPath,
) -> Result<impl IntoResponse, ApiError> {
    let found = find(&api, &call, id).await?;
    Ok(ApiJson(representation::group(&found.group)))
}

pub(crate) async fn handle_details(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    GroupPath(id): GroupPath,
) -> Result<impl IntoResponse, ApiError> {
    let found = find(&api, &call, id).await?;
    Ok(ApiJson(representation::details(&found)))
}

async fn find(api: &AccountApi, call: &OrganizationCall, id: domain::GroupId) -> Result<GroupDetails, ApiError> {
    if !call.member.may(|permissions| permissions.manage_groups) {
        return Err(ApiError::not_found());
    }
    let find = FindGroupDetails { organization_id: call.organization.id, id };
    api.application.read(&find).await?.ok_or_else(ApiError::not_found)
}

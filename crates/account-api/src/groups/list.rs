//! `GET …/groups`, for who gives access to something, and `GET …/groups/details`, for who manages groups.

use super::representation;
use crate::AccountApi;
use crate::api_json::{ApiJson, list};
use crate::error::ApiError;
use crate::members::list_brief::gives_access;
use crate::organization_call::OrganizationCall;
use application::{GroupDetails, ListGroupDetails};
use axum::extract::State;
use axum::response::IntoResponse;
use serde_json::Value;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
) -> Result<impl IntoResponse, ApiError> {
    if !gives_access(&api, &call).await? {
        return Err(ApiError::not_found());
    }
    let groups = read(&api, &call, false).await?;
    let entries: Vec<Value> = groups.iter().map(|found| representation::group(&found.group)).collect();
    Ok(ApiJson(list(&entries)))
}

pub(crate) async fn handle_details(
    State(api): State<AccountApi>,
    call: OrganizationCall,
) -> Result<impl IntoResponse, ApiError> {
    // Members' groups are shown to who manages members.
    if !call.member.may(|permissions| permissions.manage_groups || permissions.manage_users) {
        return Err(ApiError::not_found());
    }
    let groups = read(&api, &call, true).await?;
    let entries: Vec<Value> = groups.iter().map(representation::details).collect();
    Ok(ApiJson(list(&entries)))
}

async fn read(
    api: &AccountApi,
    call: &OrganizationCall,
    with_collections: bool,
) -> Result<Vec<GroupDetails>, ApiError> {
    let read = ListGroupDetails { organization_id: call.organization.id, with_collections };
    Ok(api.application.read(&read).await?)
}

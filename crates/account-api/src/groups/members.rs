//! `GET` and `PUT …/groups/{group}/users`: the ids of a group's members.

use super::group_body::LIMIT;
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body;
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use crate::path_id::{GroupPath, ids};
use application::{FindGroup, SaveGroup};
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use domain::MemberId;

pub(crate) async fn get(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    GroupPath(id): GroupPath,
) -> Result<impl IntoResponse, ApiError> {
    if !call.member.may(|permissions| permissions.manage_groups) {
        return Err(ApiError::not_found());
    }
    let find = FindGroup { organization_id: call.organization.id, id, with_members: true };
    let found = api.application.read(&find).await?.ok_or_else(ApiError::not_found)?;
    Ok(ApiJson(found.members.unwrap_or_default()))
}

/// The body is the list itself.
pub(crate) async fn put(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    GroupPath(id): GroupPath,
    request: Request,
) -> Result<(), ApiError> {
    let sent: Vec<String> = body::read(request, LIMIT).await?;
    let members = Some(ids("the list", &sent, MemberId::parse)?);
    let save = SaveGroup {
        call: call.command(&api),
        organization_id: call.organization.id,
        id: Some(id),
        name: None,
        external_id: None,
        members,
        collections: None,
    };
    api.application.run(save).await?;
    Ok(())
}

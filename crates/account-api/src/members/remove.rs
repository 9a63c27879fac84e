//! `DELETE …/users/{member}` and `DELETE …/users`: memberships end for good; the accounts stay.

use super::outcomes::{self, IdsBody};
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body::{self, USUAL_LIMIT};
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use crate::path_id::MemberPath;
use application::RemoveMembers;
use axum::extract::{Request, State};
use axum::response::IntoResponse;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    MemberPath(id): MemberPath,
) -> Result<(), ApiError> {
    let remove = RemoveMembers { call: call.command(&api), organization_id: call.organization.id, ids: vec![id] };
    outcomes::of_one(api.application.run(remove).await?)
}

pub(crate) async fn handle_several(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let body: IdsBody = body::read(request, USUAL_LIMIT).await?;
    let remove = RemoveMembers { call: call.command(&api), organization_id: call.organization.id, ids: body.read()? };
    Ok(ApiJson(outcomes::of_several(api.application.run(remove).await?)))
}

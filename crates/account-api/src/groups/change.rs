//! `PUT /api/organizations/{organization}/groups/{group}`: another name, other members, other collections.

use super::group_body::{GroupBody, LIMIT};
use super::representation;
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body;
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use crate::path_id::GroupPath;
use axum::extract::{Request, State};
use axum::response::IntoResponse;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    GroupPath(id): GroupPath,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let sent: GroupBody = body::read(request, LIMIT).await?;
    let group = api.application.run(sent.save(&api, &call, Some(id))?).await?;
    Ok(ApiJson(representation::group(&group)))
}

//! `POST /api/organizations/{organization}/groups`.

use super::group_body::{GroupBody, LIMIT};
use super::representation;
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body;
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use axum::extract::{Request, State};
use axum::response::IntoResponse;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let sent: GroupBody = body::read(request, LIMIT).await?;
    let group = api.application.run(sent.save(&api, &call, None)?).await?;
    Ok(ApiJson(representation::group(&group)))
}

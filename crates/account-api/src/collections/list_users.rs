//! `GET /api/organizations/{organization}/collections/{collection}/users`: which members reach it by themselves.

use super::find::find;
use crate::AccountApi;
use crate::access_body;
use crate::api_json::ApiJson;
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use crate::path_id::CollectionPath;
use axum::extract::State;
use axum::response::IntoResponse;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    CollectionPath(id): CollectionPath,
) -> Result<impl IntoResponse, ApiError> {
    Ok(ApiJson(access_body::write(&find(&api, &call, id).await?.members)))
}

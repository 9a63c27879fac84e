//! `GET /api/organizations/{organization}/collections/details`: with who reaches each.

use super::representation::access_details;
use crate::AccountApi;
use crate::api_json::{ApiJson, list};
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use application::ListCollectionDetails;
use axum::extract::State;
use axum::response::IntoResponse;
use serde_json::Value;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
) -> Result<impl IntoResponse, ApiError> {
    let found = api.application.read(&ListCollectionDetails(call.membership())).await?;
    let entries: Vec<Value> = found.iter().map(access_details).collect();
    Ok(ApiJson(list(&entries)))
}

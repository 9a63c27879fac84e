//! `GET /api/organizations/{organization}/collections`: all of them, for who gives access; else those in reach.

use super::representation::collection;
use crate::AccountApi;
use crate::api_json::{ApiJson, list};
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use application::ListOrganizationCollections;
use axum::extract::State;
use axum::response::IntoResponse;
use serde_json::Value;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
) -> Result<impl IntoResponse, ApiError> {
    let found = api.application.read(&ListOrganizationCollections(call.membership())).await?;
    let entries: Vec<Value> = found.iter().map(collection).collect();
    Ok(ApiJson(list(&entries)))
}

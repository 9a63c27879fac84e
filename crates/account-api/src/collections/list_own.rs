//! `GET /api/collections`: those that a person reaches, in all their organizations.

use super::representation::details;
use crate::AccountApi;
use crate::api_json::{ApiJson, list};
use crate::call::AccountCall;
use crate::error::ApiError;
use application::ListAccountCollections;
use axum::extract::State;
use axum::response::IntoResponse;
use serde_json::Value;

pub(crate) async fn handle(State(api): State<AccountApi>, call: AccountCall) -> Result<impl IntoResponse, ApiError> {
    let found = api.application.read(&ListAccountCollections(call.account.id)).await?;
    let entries: Vec<Value> = found.iter().map(details).collect();
    Ok(ApiJson(list(&entries)))
}

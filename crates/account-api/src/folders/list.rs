//! `GET /api/folders`.

use super::folder;
use crate::AccountApi;
use crate::api_json::{ApiJson, list};
use crate::call::AccountCall;
use crate::error::ApiError;
use application::ListFolders;
use axum::extract::State;
use axum::response::IntoResponse;
use serde_json::Value;

pub(crate) async fn handle(State(api): State<AccountApi>, call: AccountCall) -> Result<impl IntoResponse, ApiError> {
    let found = api.application.read(&ListFolders(call.account.id)).await?;
    let entries: Vec<Value> = found.iter().map(folder).collect();
    Ok(ApiJson(list(&entries)))
}

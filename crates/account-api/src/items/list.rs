//! `GET /api/ciphers`: everything that the person has.

use super::representation::items;
use crate::AccountApi;
use crate::api_json::{ApiJson, List};
use crate::call::AccountCall;
use crate::error::ApiError;
use application::ListItems;
use axum::extract::State;
use axum::response::IntoResponse;

pub(crate) async fn handle(State(api): State<AccountApi>, call: AccountCall) -> Result<impl IntoResponse, ApiError> {
    let found = api.application.read(&ListItems(call.account.id)).await?;
    Ok(ApiJson(List::of(items(&found)?)))
}

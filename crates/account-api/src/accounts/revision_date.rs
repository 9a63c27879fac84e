//! `GET /api/accounts/revision-date`: when what the person can see changed last, in milliseconds since 1970.

use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::call::AccountCall;
use crate::error::ApiError;
use application::FindRevisionDate;
use axum::extract::State;
use axum::response::IntoResponse;

pub(crate) async fn handle(State(api): State<AccountApi>, call: AccountCall) -> Result<impl IntoResponse, ApiError> {
    let found = api.application.read(&FindRevisionDate(call.account.id)).await?.ok_or_else(ApiError::unauthorized)?;
    Ok(ApiJson(found.millis_rounded_up()))
}

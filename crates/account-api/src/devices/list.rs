//! `GET /api/devices`: with what the person signed in.

use super::representation::device;
use crate::AccountApi;
use crate::api_json::{ApiJson, list};
use crate::call::AccountCall;
use crate::error::ApiError;
use application::ListDevices;
use axum::extract::State;
use axum::response::IntoResponse;

pub(crate) async fn handle(State(api): State<AccountApi>, call: AccountCall) -> Result<impl IntoResponse, ApiError> {
    let devices = api.application.read(&ListDevices(call.account.id)).await?;
    Ok(ApiJson(list(&devices.iter().map(device).collect::<Vec<_>>())))
}

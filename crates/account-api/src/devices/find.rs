//! `GET /api/devices/{device}` and `GET /api/devices/identifier/{identifier}`.

use super::representation::device;
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::path_id::DevicePath;
use application::ListDevices;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use domain::Device;
use serde_json::Value;

pub(crate) async fn by_id(
    State(api): State<AccountApi>,
    call: AccountCall,
    DevicePath(id): DevicePath,
) -> Result<impl IntoResponse, ApiError> {
    answer(devices(&api, &call).await?.iter().find(|device| device.id == id))
}

/// By the name that the device gave itself. A path that is no text names none.
pub(crate) async fn by_identifier(
    State(api): State<AccountApi>,
    call: AccountCall,
    identifier: Result<Path<String>, PathRejection>,
) -> Result<impl IntoResponse, ApiError> {
    let Path(identifier) = identifier.map_err(|_| ApiError::not_found())?;
    answer(devices(&api, &call).await?.iter().find(|device| device.identifier == identifier))
}

async fn devices(api: &AccountApi, call: &AccountCall) -> Result<Vec<Device>, ApiError> {
    Ok(api.application.read(&ListDevices(call.account.id)).await?)
}

fn answer(found: Option<&Device>) -> Result<ApiJson<Value>, ApiError> {
    Ok(ApiJson(device(found.ok_or_else(ApiError::not_found)?)))
}

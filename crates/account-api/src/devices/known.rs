//! `GET /api/devices/knowndevice`: whether a device signed in before. No token is needed; an address without an account is
//! answered like a new device.

use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::error::ApiError;
use application::FindSignIn;
use axum::extract::State;
use axum::response::IntoResponse;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;

pub(crate) async fn handle(State(api): State<AccountApi>, headers: HeaderMap) -> Result<impl IntoResponse, ApiError> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let email = header("x-request-email").and_then(|text| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok());
    // Not every database takes a NUL in a text.
    let email = email.and_then(|bytes| String::from_utf8(bytes).ok()).filter(|text| !text.contains('\0'));
    let email = email.ok_or_else(|| ApiError::invalid("X-Request-Email is not an address in base64url."))?;
    let identifier = header("x-device-identifier").filter(|text| !text.is_empty());
    let identifier = identifier.ok_or_else(|| ApiError::invalid("X-Device-Identifier is missing."))?;
    let query = FindSignIn { email_key: domain::fold(email.trim()), device_identifier: identifier.to_owned() };
    let found = api.application.read(&query).await?;
    Ok(ApiJson(found.is_some_and(|(_, is_known)| is_known)))
}

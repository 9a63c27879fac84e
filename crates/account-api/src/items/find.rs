//! `GET /api/ciphers/{item}`, `…/details` and `…/admin`.

use super::representation::item;
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::path_id::ItemPath;
use application::{FindItemAsAdministrator, FindItems};
use axum::extract::State;
use axum::response::IntoResponse;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: AccountCall,
    ItemPath(id): ItemPath,
) -> Result<impl IntoResponse, ApiError> {
    let found = api.application.read(&FindItems { account_id: call.account.id, ids: vec![id] }).await?;
    Ok(ApiJson(item(found.first().ok_or_else(ApiError::not_found)?)?))
}

pub(crate) async fn handle_as_administrator(
    State(api): State<AccountApi>,
    call: AccountCall,
    ItemPath(id): ItemPath,
) -> Result<impl IntoResponse, ApiError> {
    let found = api.application.read(&FindItemAsAdministrator { account_id: call.account.id, id }).await?;
    Ok(ApiJson(item(&found.ok_or_else(ApiError::not_found)?)?))
}

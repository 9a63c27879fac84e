//! `GET /api/folders/{folder}`.

use super::folder;
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::path_id::FolderPath;
use application::FindFolder;
use axum::extract::State;
use axum::response::IntoResponse;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: AccountCall,
    FolderPath(id): FolderPath,
) -> Result<impl IntoResponse, ApiError> {
    let found = api.application.read(&FindFolder { account_id: call.account.id, id }).await?;
    Ok(ApiJson(folder(&found.ok_or_else(ApiError::not_found)?)))
}

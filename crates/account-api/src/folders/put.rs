//! `POST /api/folders` and `PUT /api/folders/{folder}`.

use super::folder;
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::path_id::FolderPath;
use crate::sealed_text::SealedText;
use application::PutFolder;
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use domain::FolderId;
use serde::Deserialize;

#[derive(Deserialize)]
struct FolderBody {
    name: SealedText<1_000>,
}

pub(crate) async fn create(
    State(api): State<AccountApi>,
    call: AccountCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let id = FolderId::from_uuid(api.application.fresh_uuid());
    put(&api, &call, id, true, request).await
}

pub(crate) async fn rename(
    State(api): State<AccountApi>,
    call: AccountCall,
    FolderPath(id): FolderPath,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    put(&api, &call, id, false, request).await
}

async fn put(
    api: &AccountApi,
    call: &AccountCall,
    id: FolderId,
    is_new: bool,
    request: Request,
) -> Result<impl IntoResponse + use<>, ApiError> {
    let FolderBody { name } = body::read(request, USUAL_LIMIT).await?;
    let (account_id, name) = (call.account.id, name.into_text());
    let put = PutFolder { call: call.command(api), account_id, id, is_new, name };
    Ok(ApiJson(folder(&api.application.run(put).await.map_err(super::not_found)?)))
}

//! `DELETE /api/folders/{folder}`, several at once without `{folder}`, and `DELETE /api/folders/all`.

use crate::AccountApi;
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::path_id::{self, FolderPath};
use application::DeleteFolders;
use axum::extract::{Request, State};
use domain::FolderId;
use serde::Deserialize;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: AccountCall,
    FolderPath(id): FolderPath,
) -> Result<(), ApiError> {
    delete(&api, &call, Some(vec![id])).await
}

#[derive(Deserialize)]
struct Ids {
    ids: Vec<String>,
}

pub(crate) async fn handle_several(
    State(api): State<AccountApi>,
    call: AccountCall,
    request: Request,
) -> Result<(), ApiError> {
    let Ids { ids } = body::read(request, USUAL_LIMIT).await?;
    body::require_few("ids", &ids)?;
    delete(&api, &call, Some(path_id::ids("ids", &ids, FolderId::parse)?)).await
}

pub(crate) async fn handle_all(State(api): State<AccountApi>, call: AccountCall) -> Result<(), ApiError> {
    delete(&api, &call, None).await
}

async fn delete(api: &AccountApi, call: &AccountCall, ids: Option<Vec<FolderId>>) -> Result<(), ApiError> {
    let delete = DeleteFolders { call: call.command(api), account_id: call.account.id, ids };
    api.application.run(delete).await.map_err(super::not_found)
}

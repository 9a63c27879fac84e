//! `PUT /api/ciphers/move`: items go into a folder, or out of all.

use super::item_body::parsed;
use crate::AccountApi;
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::path_id;
use application::PlaceItems;
use axum::extract::{Request, State};
use domain::{FolderId, ItemId, ItemPlacement};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Move {
    ids: Vec<String>,
    folder_id: Option<String>,
}

pub(crate) async fn handle(State(api): State<AccountApi>, call: AccountCall, request: Request) -> Result<(), ApiError> {
    let Move { ids, folder_id } = body::read(request, USUAL_LIMIT).await?;
    body::require_few("ids", &ids)?;
    let ids = path_id::ids("ids", &ids, ItemId::parse)?;
    let folder_id = parsed("folderId", folder_id.as_deref(), FolderId::parse)?;
    let place = move |placement: ItemPlacement| ItemPlacement { folder_id, ..placement };
    let place = PlaceItems { call: call.command(&api), account_id: call.account.id, ids, place };
    Ok(api.application.run(place).await.map(drop)?)
}

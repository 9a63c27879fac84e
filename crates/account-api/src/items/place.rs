//! `PUT /api/ciphers/{item}/partial`: folder and favorite, also of an item that the person cannot change.

use super::item_body::parsed;
use super::representation::item;
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::path_id::ItemPath;
use application::PlaceItems;
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use domain::{FolderId, ItemPlacement};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    folder_id: Option<String>,
    favorite: Option<bool>,
}

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: AccountCall,
    ItemPath(id): ItemPath,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let Place { folder_id, favorite } = body::read(request, USUAL_LIMIT).await?;
    let folder_id = parsed("folderId", folder_id.as_deref(), FolderId::parse)?;
    let favorite = favorite.unwrap_or(false);
    let place = move |placement: ItemPlacement| ItemPlacement { folder_id, favorite, ..placement };
    let place = PlaceItems { call: call.command(&api), account_id: call.account.id, ids: vec![id], place };
    let placed = api.application.run(place).await?;
    Ok(ApiJson(item(placed.first().ok_or_else(ApiError::not_found)?)?))
}

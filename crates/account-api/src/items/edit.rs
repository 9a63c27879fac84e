//! `PUT /api/ciphers/{item}` and `…/admin`.

use super::item_body::ItemBody;
use super::representation::item;
use super::{ITEM_LIMIT, owner_of};
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body;
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::path_id::ItemPath;
use application::{Acting, EditItem, ItemView};
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use domain::ItemId;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: AccountCall,
    ItemPath(id): ItemPath,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    edit(&api, &call, id, Acting::Member, request).await
}

pub(crate) async fn handle_as_administrator(
    State(api): State<AccountApi>,
    call: AccountCall,
    ItemPath(id): ItemPath,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    edit(&api, &call, id, Acting::Administrator, request).await
}

async fn edit(
    api: &AccountApi,
    call: &AccountCall,
    id: ItemId,
    acting: Acting,
    request: Request,
) -> Result<impl IntoResponse + use<>, ApiError> {
    let sent = body::read::<ItemBody>(request, ITEM_LIMIT).await?.read(&call.account)?;
    let owner = owner_of(api, call, id).await?;
    let edit = move |view: &ItemView| sent.replace(view);
    let edit = EditItem { call: call.command(api), account_id: call.account.id, owner, id, acting, edit };
    Ok(ApiJson(item(&api.application.run(edit).await?)?))
}

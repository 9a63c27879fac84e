//! `POST /api/ciphers/create` and `…/admin`: an item in collections of an organization.

use super::ITEM_LIMIT;
use super::item_body::ItemBody;
use super::representation::item;
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body;
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::path_id;
use application::{Acting, CreateSharedItem};
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use domain::CollectionId;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SharedBody {
    pub(super) cipher: ItemBody,
    pub(super) collection_ids: Vec<String>,
}

impl SharedBody {
    pub(super) fn collections(&self) -> Result<Vec<CollectionId>, ApiError> {
        collections(&self.collection_ids)
    }
}

/// Ids of collections, each once.
pub(super) fn collections(ids: &[String]) -> Result<Vec<CollectionId>, ApiError> {
    body::require_few("collectionIds", ids)?;
    let mut ids = path_id::ids("collectionIds", ids, CollectionId::parse)?;
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: AccountCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    create(&api, &call, Acting::Member, request).await
}

pub(crate) async fn handle_as_administrator(
    State(api): State<AccountApi>,
    call: AccountCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    create(&api, &call, Acting::Administrator, request).await
}

async fn create(
    api: &AccountApi,
    call: &AccountCall,
    acting: Acting,
    request: Request,
) -> Result<impl IntoResponse + use<>, ApiError> {
    let body: SharedBody = body::read(request, ITEM_LIMIT).await?;
    let collections = body.collections()?;
    let sent = body.cipher.read(&call.account)?;
    let organization_id = sent.require_organization()?;
    let (account_id, draft) = (call.account.id, sent.draft);
    let create = CreateSharedItem { call: call.command(api), account_id, organization_id, acting, draft, collections };
    Ok(ApiJson(item(&api.application.run(create).await?)?))
}

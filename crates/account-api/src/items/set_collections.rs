//! `PUT /api/ciphers/{item}/collections`, `…/collections_v2`, `…/collections-admin` and
//! `POST /api/ciphers/bulk-collections`: in which collections items are.

use super::create_shared::collections;
use super::owner_of;
use super::representation::item;
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::path_id::{self, ItemPath};
use application::{Acting, CollectionsChange, ItemView, SetItemCollections};
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use domain::{ItemId, OrganizationId};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Collections {
    collection_ids: Vec<String>,
}

/// `unavailable` says that the person no longer reaches the item: then there is none.
#[derive(Serialize)]
struct OptionalItem {
    unavailable: bool,
    cipher: Option<Box<RawValue>>,
    object: &'static str,
}

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: AccountCall,
    ItemPath(id): ItemPath,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let found = set(&api, &call, id, Acting::Member, request).await?;
    Ok(ApiJson(found.as_ref().map(item).transpose()?))
}

pub(crate) async fn handle_optional(
    State(api): State<AccountApi>,
    call: AccountCall,
    ItemPath(id): ItemPath,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    optional(set(&api, &call, id, Acting::Member, request).await?.as_ref())
}

pub(crate) async fn handle_as_administrator(
    State(api): State<AccountApi>,
    call: AccountCall,
    ItemPath(id): ItemPath,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    optional(set(&api, &call, id, Acting::Administrator, request).await?.as_ref())
}

fn optional(found: Option<&ItemView>) -> Result<impl IntoResponse + use<>, ApiError> {
    let cipher = found.map(item).transpose()?;
    Ok(ApiJson(OptionalItem { unavailable: cipher.is_none(), cipher, object: "optionalCipherDetails" }))
}

async fn set(
    api: &AccountApi,
    call: &AccountCall,
    id: ItemId,
    acting: Acting,
    request: Request,
) -> Result<Option<ItemView>, ApiError> {
    let Collections { collection_ids } = body::read(request, USUAL_LIMIT).await?;
    let change = CollectionsChange::Exactly(collections(&collection_ids)?);
    let organization_id = owner_of(api, call, id).await?.organization_id().ok_or_else(ApiError::not_found)?;
    let (account_id, ids) = (call.account.id, vec![id]);
    let set = SetItemCollections { call: call.command(api), account_id, organization_id, ids, acting, change };
    Ok(api.application.run(set).await?.into_iter().next())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Several {
    organization_id: String,
    cipher_ids: Vec<String>,
    collection_ids: Vec<String>,
    #[serde(default)]
    remove_collections: bool,
}

pub(crate) async fn handle_several(
    State(api): State<AccountApi>,
    call: AccountCall,
    request: Request,
) -> Result<(), ApiError> {
    let Several { organization_id, cipher_ids, collection_ids, remove_collections } =
        body::read(request, USUAL_LIMIT).await?;
    body::require_few("cipherIds", &cipher_ids)?;
    let collections = collections(&collection_ids)?;
    let set = SetItemCollections {
        call: call.command(&api),
        account_id: call.account.id,
        organization_id: OrganizationId::parse(&organization_id).ok_or_else(ApiError::not_found)?,
        ids: path_id::ids("cipherIds", &cipher_ids, ItemId::parse)?,
        acting: Acting::Administrator,
        change: if remove_collections {
            CollectionsChange::Remove(collections)
        } else {
            CollectionsChange::Add(collections)
        },
    };
    Ok(api.application.run(set).await.map(drop)?)
}

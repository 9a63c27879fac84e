//! `PUT /api/ciphers/{item}/share`, and several at once without `{item}`: a person gives items to an organization.

use super::create_shared::{SharedBody, collections};
use super::item_body::{ItemBody, SentItem};
use super::representation::{item, items};
use super::{ITEM_LIMIT, ITEMS_LIMIT};
use crate::AccountApi;
use crate::api_json::{ApiJson, List};
use crate::body;
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::path_id::ItemPath;
use application::{ItemView, ShareItems, SharedItem};
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use domain::{CollectionId, ItemId};
use serde::Deserialize;
use serde_json::Value;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: AccountCall,
    ItemPath(id): ItemPath,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let body: SharedBody = body::read(request, ITEM_LIMIT).await?;
    let collections = body.collections()?;
    let sent = body.cipher.read(&call.account)?;
    let given = share(&api, &call, vec![(id, sent)], collections).await?;
    Ok(ApiJson(item(given.first().ok_or_else(ApiError::not_found)?)?))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ShareSeveral {
    ciphers: Vec<Value>,
    collection_ids: Vec<String>,
}

#[derive(Deserialize)]
struct Id {
    id: String,
}

pub(crate) async fn handle_several(
    State(api): State<AccountApi>,
    call: AccountCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let ShareSeveral { ciphers, collection_ids } = body::read(request, ITEMS_LIMIT).await?;
    body::require_few("ciphers", &ciphers)?;
    let read = |cipher: &Value| {
        let Id { id } = body::typed(cipher)?;
        let id = ItemId::parse(&id).ok_or_else(ApiError::not_found)?;
        Ok((id, body::typed::<ItemBody>(cipher)?.read(&call.account)?))
    };
    let sent = ciphers.iter().map(read).collect::<Result<Vec<_>, ApiError>>()?;
    let given = share(&api, &call, sent, collections(&collection_ids)?).await?;
    Ok(ApiJson(List::of(items(&given)?)))
}

async fn share(
    api: &AccountApi,
    call: &AccountCall,
    sent: Vec<(ItemId, SentItem)>,
    collections: Vec<CollectionId>,
) -> Result<Vec<ItemView>, ApiError> {
    let first = sent.first().ok_or_else(|| ApiError::invalid("ciphers is empty."))?;
    let organization_id = first.1.require_organization()?;
    if sent.iter().any(|(_, item)| item.organization_id != Some(organization_id)) {
        return Err(ApiError::invalid("The items name different organizations."));
    }
    let items = sent.into_iter().map(|(id, item)| SharedItem { id, draft: item.draft, last_known: item.last_known });
    let (account_id, items) = (call.account.id, items.collect());
    let share = ShareItems { call: call.command(api), account_id, organization_id, items, collections };
    Ok(api.application.run(share).await?)
}

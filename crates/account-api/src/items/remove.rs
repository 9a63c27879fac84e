//! `DELETE /api/ciphers/{item}`, `PUT …/delete` (the trash), `PUT …/restore`; each also as administrator, and for several
//! at once without `{item}`.

use super::owner_of;
use super::representation::{item, items};
use crate::AccountApi;
use crate::api_json::{ApiJson, List};
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::path_id::{self, ItemPath};
use application::{Acting, CommandError, ItemView, LocateItems, Removal, RemoveItems};
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use domain::{ItemId, ItemOwner, Refusal};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Several items. `organizationId`, which some clients send along, says nothing more: an item has one owner.
#[derive(Deserialize)]
pub(super) struct IdsBody {
    ids: Vec<String>,
}

impl IdsBody {
    pub(super) fn read(&self) -> Result<Vec<ItemId>, ApiError> {
        body::require_few("ids", &self.ids)?;
        path_id::ids("ids", &self.ids, ItemId::parse)
    }
}

macro_rules! handlers {
    ($($(#[$doc:meta])* $one:ident, $several:ident: $acting:ident $removal:ident;)*) => {$(
        $(#[$doc])*
        pub(crate) async fn $one(
            State(api): State<AccountApi>,
            call: AccountCall,
            ItemPath(id): ItemPath,
        ) -> Result<(), ApiError> {
            remove_one(&api, &call, id, Acting::$acting, Removal::$removal).await.map(drop)
        }

        /// The same for several.
        pub(crate) async fn $several(
            State(api): State<AccountApi>,
            call: AccountCall,
            request: Request,
        ) -> Result<(), ApiError> {
            let ids = body::read::<IdsBody>(request, USUAL_LIMIT).await?.read()?;
            remove_several(&api, &call, ids, Acting::$acting, Removal::$removal).await.map(drop)
        }
    )*};
}

handlers! {
    /// Removes an item for good.
    delete, delete_several: Member ForGood;
    /// The same as administrator.
    delete_as_administrator, delete_several_as_administrator: Administrator ForGood;
    /// Puts an item into the trash.
    trash, trash_several: Member Trash;
    /// The same as administrator.
    trash_as_administrator, trash_several_as_administrator: Administrator Trash;
}

pub(crate) async fn restore(
    State(api): State<AccountApi>,
    call: AccountCall,
    ItemPath(id): ItemPath,
) -> Result<impl IntoResponse, ApiError> {
    let restored = remove_one(&api, &call, id, Acting::Member, Removal::Restore).await?;
    Ok(ApiJson(item(restored.first().ok_or_else(ApiError::not_found)?)?))
}

pub(crate) async fn restore_as_administrator(
    State(api): State<AccountApi>,
    call: AccountCall,
    ItemPath(id): ItemPath,
) -> Result<impl IntoResponse, ApiError> {
    let restored = remove_one(&api, &call, id, Acting::Administrator, Removal::Restore).await?;
    Ok(ApiJson(item(restored.first().ok_or_else(ApiError::not_found)?)?))
}

pub(crate) async fn restore_several(
    State(api): State<AccountApi>,
    call: AccountCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let ids = body::read::<IdsBody>(request, USUAL_LIMIT).await?.read()?;
    let restored = remove_several(&api, &call, ids, Acting::Member, Removal::Restore).await?;
    Ok(ApiJson(List::of(items(&restored)?)))
}

pub(crate) async fn restore_several_as_administrator(
    State(api): State<AccountApi>,
    call: AccountCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let ids = body::read::<IdsBody>(request, USUAL_LIMIT).await?.read()?;
    let restored = remove_several(&api, &call, ids, Acting::Administrator, Removal::Restore).await?;
    Ok(ApiJson(List::of(items(&restored)?)))
}

async fn remove_one(
    api: &AccountApi,
    call: &AccountCall,
    id: ItemId,
    acting: Acting,
    removal: Removal,
) -> Result<Vec<ItemView>, ApiError> {
    let owner = owner_of(api, call, id).await?;
    let remove =
        RemoveItems { call: call.command(api), account_id: call.account.id, owner, ids: vec![id], acting, removal };
    Ok(api.application.run(remove).await?)
}

/// One change for each owner, whose items are all or none of it. Those that the person may not remove are passed over;
/// where these are all, there was nothing.
async fn remove_several(
    api: &AccountApi,
    call: &AccountCall,
    ids: Vec<ItemId>,
    acting: Acting,
    removal: Removal,
) -> Result<Vec<ItemView>, ApiError> {
    let account_id = call.account.id;
    let mut by_owner: BTreeMap<ItemOwner, Vec<ItemId>> = BTreeMap::new();
    for (id, owner) in api.application.read(&LocateItems { account_id, ids }).await? {
        by_owner.entry(owner).or_default().push(id);
    }
    let (mut changed, mut found) = (Vec::new(), false);
    for (owner, ids) in by_owner {
        let remove = RemoveItems { call: call.command(api), account_id, owner, ids, acting, removal };
        match api.application.run(remove).await {
            Ok(views) => {
                found = true;
                changed.extend(views);
            }
            Err(CommandError::Refused(Refusal::ItemNotFound)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    if found { Ok(changed) } else { Err(ApiError::not_found()) }
}

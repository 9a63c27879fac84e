//! `PUT /api/ciphers/archive` and `…/unarchive`.

use super::remove::IdsBody;
use super::representation::items;
use crate::AccountApi;
use crate::api_json::{ApiJson, List};
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use application::PlaceItems;
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use domain::{ItemPlacement, Timestamp};

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: AccountCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let now = api.application.now();
    archive(&api, &call, Some(now), request).await
}

pub(crate) async fn handle_back(
    State(api): State<AccountApi>,
    call: AccountCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    archive(&api, &call, None, request).await
}

async fn archive(
    api: &AccountApi,
    call: &AccountCall,
    archived_at: Option<Timestamp>,
    request: Request,
) -> Result<impl IntoResponse + use<>, ApiError> {
    let ids = body::read::<IdsBody>(request, USUAL_LIMIT).await?.read()?;
    let place = move |placement: ItemPlacement| ItemPlacement {
        // What lies there already stays there since then.
        archived_at: archived_at.map(|now| placement.archived_at.unwrap_or(now)),
        ..placement
    };
    let place = PlaceItems { call: call.command(api), account_id: call.account.id, ids, place };
    Ok(ApiJson(List::of(items(&api.application.run(place).await?)?)))
}

//! `POST /api/accounts/api-key` and `…/rotate-api-key`: the secret by which programs sign in for a person.

use crate::AccountApi;
use crate::api_json::{ApiJson, date};
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::master_password::{self, MasterPasswordBody};
use application::{ApiKeySecret, CreateAccountApiKey};
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use serde_json::json;

pub(crate) async fn show(
    State(api): State<AccountApi>,
    call: AccountCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    answer(&api, &call, request, false).await
}

pub(crate) async fn rotate(
    State(api): State<AccountApi>,
    call: AccountCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    answer(&api, &call, request, true).await
}

async fn answer(
    api: &AccountApi,
    call: &AccountCall,
    request: Request,
    rotate: bool,
) -> Result<impl IntoResponse + use<>, ApiError> {
    let body: MasterPasswordBody = body::read(request, USUAL_LIMIT).await?;
    master_password::require(api, &call.account, &body.master_password_hash).await?;
    let key = ApiKeySecret::generate(api.application.entropy());
    let create = CreateAccountApiKey { call: call.command(api), id: call.account.id, key, rotate };
    let key = api.application.run(create).await?.ok_or_else(ApiError::unauthorized)?;
    let revised = date(api.application.now());
    Ok(ApiJson(json!({"apiKey": key.reveal(), "revisionDate": revised, "object": "apiKey"})))
}

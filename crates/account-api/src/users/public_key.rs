//! `GET /api/users/{account}/public-key`: what to seal an organization's key for. Told to people who share an organization
//! with the person, and to nobody else.

use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::path_id::AccountPath;
use application::FindPublicKey;
use axum::extract::State;
use axum::response::IntoResponse;
use serde_json::json;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    person: AccountCall,
    AccountPath(account_id): AccountPath,
) -> Result<impl IntoResponse, ApiError> {
    let query = FindPublicKey { asked_by: person.account.id, account_id };
    let public_key = api.application.read(&query).await?.ok_or_else(ApiError::not_found)?;
    Ok(ApiJson(json!({"userId": account_id, "publicKey": public_key, "object": "userKey"})))
}

//! `GET` and `POST /api/accounts/keys`: the person's key pair.

use crate::api_json::ApiJson;
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::profile::account_keys;
use axum::extract::Request;
use axum::response::IntoResponse;
use domain::Account;
use serde::Deserialize;
use serde_json::{Value, json};

pub(crate) async fn get(call: AccountCall) -> impl IntoResponse {
    ApiJson(answer(&call.account))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Keys {
    public_key: String,
    encrypted_private_key: String,
}

/// Every account has a pair from the start, so that the same one alone can be sent again.
pub(crate) async fn post(call: AccountCall, request: Request) -> Result<impl IntoResponse, ApiError> {
    let sent: Keys = body::read(request, USUAL_LIMIT).await?;
    let keys = &call.account.keys;
    if sent.public_key != keys.public_key || sent.encrypted_private_key != keys.wrapped_private_key {
        return Err(ApiError::invalid("The account has a key pair already."));
    }
    Ok(ApiJson(answer(&call.account)))
}

fn answer(account: &Account) -> Value {
    json!({
        "key": account.keys.wrapped_user_key,
        "publicKey": account.keys.public_key,
        "privateKey": account.keys.wrapped_private_key,
        "accountKeys": account_keys(account),
        "object": "keys",
    })
}

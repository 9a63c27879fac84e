//! The recovery code: `POST /api/two-factor/get-recover`, and `POST /api/two-factor/recover`, which needs no token.

use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body::{self, USUAL_LIMIT};
use crate::call::{AccountCall, Caller};
use crate::error::ApiError;
use crate::master_password::{self, MasterPasswordBody};
use crate::sign_in::{Proven, SignIn, note_failure, prove};
use application::{DisableTwoStep, RecoveryCode, StorageError};
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use domain::{Account, Actor, EventType};
use http::HeaderMap;
use serde::Deserialize;
use serde_json::json;

/// Shows the code; there is none before a second step is set up.
pub(crate) async fn get(
    State(api): State<AccountApi>,
    call: AccountCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let body: MasterPasswordBody = body::read(request, USUAL_LIMIT).await?;
    master_password::require(&api, &call.account, &body.master_password_hash).await?;
    let code = api.application.recovery_code(call.account.id).await?;
    Ok(ApiJson(json!({"code": code.as_ref().map(RecoveryCode::reveal), "object": "twoFactorRecover"})))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recover {
    email: String,
    master_password_hash: String,
    recovery_code: String,
}

/// Switches the second step off, for somebody who has lost it.
pub(crate) async fn handle(
    State(api): State<AccountApi>,
    caller: Caller,
    headers: HeaderMap,
    request: Request,
) -> Result<(), ApiError> {
    let body: Recover = body::read(request, USUAL_LIMIT).await?;
    let device_identifier = headers.get("device-identifier").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let shown = SignIn { email: &body.email, password: &body.master_password_hash, device_identifier };
    let Proven { account, attempt, .. } = prove(&api, &caller, shown).await?;
    if !is_right(&api, &account, &body.recovery_code).await? {
        attempt.failed();
        note_failure(&api, &caller, account, EventType::AccountFailedTwoStep);
        return Err(ApiError::invalid("The recovery code is wrong."));
    }
    attempt.succeeded();
    let call = caller.command(&api, Actor::Account(account.id));
    api.application.run(DisableTwoStep { call, account, provider: None }).await?;
    Ok(())
}

/// Whether this is the person's recovery code.
pub(crate) async fn is_right(api: &AccountApi, account: &Account, code: &str) -> Result<bool, StorageError> {
    Ok(api.application.recovery_code(account.id).await?.is_some_and(|stored| stored.is(code)))
}

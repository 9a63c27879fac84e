//! `POST /api/two-factor/get-authenticator`, and `PUT`, `POST` and `DELETE /api/two-factor/authenticator`.

use super::setup::{enable, require_verification, verification_token};
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::master_password::{self, MasterPasswordBody};
use application::AuthenticatorKey;
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use domain::TwoStepProvider;
use serde::Deserialize;
use serde_json::{Value, json};

/// The key that is set up, or a new one, which counts once a code of it was shown.
pub(crate) async fn get(
    State(api): State<AccountApi>,
    call: AccountCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let body: MasterPasswordBody = body::read(request, USUAL_LIMIT).await?;
    master_password::require(&api, &call.account, &body.master_password_hash).await?;
    let found = api.application.two_step(call.account.id).await?.authenticator;
    let is_enabled = found.is_some();
    let key = found.unwrap_or_else(|| AuthenticatorKey::generate(api.application.entropy()));
    Ok(ApiJson(answer(is_enabled, &key, verification_token(&api, &call).as_deref())))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Authenticator {
    master_password_hash: Option<String>,
    user_verification_token: Option<String>,
    key: String,
    token: String,
}

/// Switches codes of an app on, with the first of them.
pub(crate) async fn put(
    State(api): State<AccountApi>,
    call: AccountCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let body: Authenticator = body::read(request, USUAL_LIMIT).await?;
    let (hash, token) = (body.master_password_hash.as_deref(), body.user_verification_token.as_deref());
    require_verification(&api, &call, hash, token).await?;
    let key = AuthenticatorKey::parse(&body.key)
        .ok_or_else(|| ApiError::invalid("key is not the secret of an authenticator app in base32."))?;
    let step = key.step_of(&body.token, api.application.now());
    let step =
        step.ok_or_else(|| ApiError::invalid("The code is not one of this key. Check the clock of your device."))?;
    enable(&api, &call, TwoStepProvider::Authenticator, &key.reveal(), step).await?;
    Ok(ApiJson(answer(true, &key, None)))
}

fn answer(is_enabled: bool, key: &AuthenticatorKey, verification: Option<&str>) -> Value {
    json!({
        "enabled": is_enabled,
        "key": key.reveal().as_str(),
        "userVerificationToken": verification,
        "object": "twoFactorAuthenticator",
    })
}

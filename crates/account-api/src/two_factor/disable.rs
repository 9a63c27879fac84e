//! `PUT` and `POST /api/two-factor/disable`, and `DELETE /api/two-factor/authenticator`: switches a second step off.

use super::list::provider;
use super::setup::require_verification;
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use application::DisableTwoStep;
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use domain::TwoStepProvider;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Disable {
    master_password_hash: Option<String>,
    user_verification_token: Option<String>,
    #[serde(rename = "type")]
    provider: i64,
}

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: AccountCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let body: Disable = body::read(request, USUAL_LIMIT).await?;
    let which = TwoStepProvider::from_number(body.provider)
        .filter(|which| matches!(which, TwoStepProvider::Authenticator | TwoStepProvider::Email))
        .ok_or_else(|| ApiError::invalid("type must be 0 (authenticator app) or 1 (mail)."))?;
    let (hash, token) = (body.master_password_hash.as_deref(), body.user_verification_token.as_deref());
    require_verification(&api, &call, hash, token).await?;
    let disable = DisableTwoStep { call: call.command(&api), account: call.account.clone(), provider: Some(which) };
    if !api.application.run(disable).await? {
        return Err(ApiError::unauthorized());
    }
    Ok(ApiJson(provider(which, false)))
}

//! Codes by mail as the second step: `POST /api/two-factor/get-email`, `…/send-email`, `PUT` and `POST …/email`.

use super::setup::{enable, require_verification};
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::master_password::{self, MasterPasswordBody};
use application::CODE_LIFETIME;
use application::mail::letters::TwoStepCode;
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use domain::{CodePurpose, EmailAddress, TwoStepProvider};
use serde::Deserialize;
use serde_json::{Value, json};

/// The address that is set up, or else the account's own.
pub(crate) async fn get(
    State(api): State<AccountApi>,
    call: AccountCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let body: MasterPasswordBody = body::read(request, USUAL_LIMIT).await?;
    master_password::require(&api, &call.account, &body.master_password_hash).await?;
    let found = api.application.two_step(call.account.id).await?.email;
    Ok(ApiJson(answer(found.is_some(), found.as_ref().unwrap_or(&call.account.email))))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EmailSetup {
    master_password_hash: Option<String>,
    user_verification_token: Option<String>,
    email: String,
    token: Option<String>,
}

/// Mails the first code.
pub(crate) async fn send(State(api): State<AccountApi>, call: AccountCall, request: Request) -> Result<(), ApiError> {
    let (_, email) = read(&api, &call, request).await?;
    api.require_mail()?;
    let address = call.caller.address.to_string();
    let letter = |code: &str| TwoStepCode { code, lifetime: CODE_LIFETIME, client_address: Some(&address) }.into();
    let is_mailed = api.application.mail_code(call.account.id, CodePurpose::TwoStepSetup, &email, letter).await?;
    if is_mailed { Ok(()) } else { Err(ApiError::mailed_just_now()) }
}

/// Switches codes by mail on, with the first of them.
pub(crate) async fn put(
    State(api): State<AccountApi>,
    call: AccountCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let (body, email) = read(&api, &call, request).await?;
    let code = body.token.as_deref().unwrap_or_default();
    let mailed_to = api.application.take_code(call.account.id, CodePurpose::TwoStepSetup, code).await?;
    if mailed_to.as_deref() != Some(email.key()) {
        return Err(ApiError::invalid("The code is wrong or has expired. Have another one sent."));
    }
    enable(&api, &call, TwoStepProvider::Email, email.text(), 0).await?;
    Ok(ApiJson(answer(true, &email)))
}

async fn read(api: &AccountApi, call: &AccountCall, request: Request) -> Result<(EmailSetup, EmailAddress), ApiError> {
    let body: EmailSetup = body::read(request, USUAL_LIMIT).await?;
    let (hash, token) = (body.master_password_hash.as_deref(), body.user_verification_token.as_deref());
    require_verification(api, call, hash, token).await?;
    let email = EmailAddress::require(&body.email)?;
    Ok((body, email))
}

fn answer(is_enabled: bool, email: &EmailAddress) -> Value {
    json!({"email": email.key(), "enabled": is_enabled, "object": "twoFactorEmail"})
}

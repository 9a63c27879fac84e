//! `POST /api/two-factor/send-email-login`: mails the code of a sign-in that has the password right. No token is needed.

use crate::AccountApi;
use crate::body::{self, USUAL_LIMIT};
use crate::call::Caller;
use crate::error::ApiError;
use crate::sign_in::{SignIn, prove};
use application::CODE_LIFETIME;
use application::mail::letters::TwoStepCode;
use axum::extract::{Request, State};
use domain::CodePurpose;
use http::HeaderMap;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SendEmailLogin {
    email: String,
    master_password_hash: String,
    device_identifier: Option<String>,
}

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    caller: Caller,
    headers: HeaderMap,
    request: Request,
) -> Result<(), ApiError> {
    let body: SendEmailLogin = body::read(request, USUAL_LIMIT).await?;
    let in_header = headers.get("device-identifier").and_then(|value| value.to_str().ok());
    let device_identifier = body.device_identifier.as_deref().or(in_header).unwrap_or_default();
    let shown = SignIn { email: &body.email, password: &body.master_password_hash, device_identifier };
    let proven = prove(&api, &caller, shown).await?;
    let email = api.application.two_step(proven.account.id).await?.email;
    let email =
        email.ok_or_else(|| ApiError::invalid("Two-step login by mail is not switched on for this account."))?;
    api.require_mail()?;
    let address = caller.address.to_string();
    let letter = |code: &str| TwoStepCode { code, lifetime: CODE_LIFETIME, client_address: Some(&address) }.into();
    // One that was mailed a moment ago is as good.
    api.application.mail_code(proven.account.id, CodePurpose::TwoStepLogin, &email, letter).await?;
    Ok(())
}

//! `POST /api/accounts/email-token`: mails a code to an address that the person wants to sign in with.

use crate::AccountApi;
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::master_password;
use application::mail::Letter;
use application::mail::letters::{AccountExists, EmailChangeCode};
use application::{CODE_LIFETIME, FindAccountByEmail};
use axum::extract::{Request, State};
use domain::{CodePurpose, EmailAddress};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EmailToken {
    new_email: String,
    master_password_hash: String,
}

/// An address that has an account gets another mail and no code; neither the answer nor how long it takes tells of it.
pub(crate) async fn handle(State(api): State<AccountApi>, call: AccountCall, request: Request) -> Result<(), ApiError> {
    let body: EmailToken = body::read(request, USUAL_LIMIT).await?;
    let email = EmailAddress::require(&body.new_email)?;
    master_password::require(&api, &call.account, &body.master_password_hash).await?;
    api.require_mail()?;
    let holder = api.application.read(&FindAccountByEmail(email.key().to_owned())).await?;
    let is_taken = holder.is_some_and(|holder| holder.id != call.account.id);
    let site = api.application.mailer().site();
    let letter = |code: &str| -> Letter {
        if is_taken { AccountExists { site }.into() } else { EmailChangeCode { code, lifetime: CODE_LIFETIME }.into() }
    };
    let is_mailed = api.application.mail_code(call.account.id, CodePurpose::EmailChange, &email, letter).await?;
    if is_mailed { Ok(()) } else { Err(ApiError::mailed_just_now()) }
}

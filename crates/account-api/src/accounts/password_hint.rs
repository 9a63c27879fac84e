//! `POST /api/accounts/password-hint`: mails the hint at the master password. No token is needed; whether there is such an
//! account is told by the mail, and by nothing else.

use crate::AccountApi;
use crate::body::{self, USUAL_LIMIT};
use crate::call::Caller;
use crate::error::ApiError;
use application::FindAccountByEmail;
use application::mail::letters::PasswordHint;
use axum::extract::{Request, State};
use serde::Deserialize;
use std::time::Duration;

/// How long the mail is tried.
const PATIENCE: Duration = Duration::from_hours(1);

#[derive(Deserialize)]
struct Hint {
    email: String,
}

pub(crate) async fn handle(State(api): State<AccountApi>, caller: Caller, request: Request) -> Result<(), ApiError> {
    let Hint { email } = body::read(request, USUAL_LIMIT).await?;
    api.require_mail()?;
    // Nobody shall flood a mailbox.
    api.limits.check_address(caller.address).map_err(ApiError::too_many_requests)?;
    api.limits.record_bad_key(caller.address);
    let application = &api.application;
    if let Some(account) = application.read(&FindAccountByEmail(domain::fold(email.trim()))).await? {
        let letter = PasswordHint { hint: account.password_hint.as_deref() };
        let mail = application.compose(&account.email, letter);
        application.mailer().send_soon(mail, application.now().after(PATIENCE));
    }
    Ok(())
}

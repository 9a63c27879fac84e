//! `POST /api/accounts/password-hint`: mails the hint at the master password. No token is needed; whether there is such an
//! account is told by the mail, and by nothing else.

use crate::AccountApi;
use crate::body::{self, USUAL_LIMIT};
use crate::call::Caller;
use crate::error::ApiError;
use application::FindAccountByEmail;
use application::mail::letters::PasswordHint;
use axum::extract::{Request, State};
use domain::EmailAddress;
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
    api.limits.check_mail(caller.address).map_err(ApiError::too_many_requests)?;
    let application = &api.application;
    let Some(typed) = EmailAddress::parse(email.trim()) else { return Ok(()) };
    let account = application.read(&FindAccountByEmail(typed.key().to_owned())).await?;
    // It is written for an unknown address too, and takes as long.
    let hint = account.as_ref().and_then(|account| account.password_hint.as_deref());
    let recipient = account.as_ref().map_or(&typed, |account| &account.email);
    let mail = application.compose(recipient, PasswordHint { hint });
    if account.is_some() {
        let (mailer, until) = (application.mailer().clone(), application.now().after(PATIENCE));
        application.after_the_answer(async move { mailer.send_soon_for_stranger(mail, until) });
    }
    Ok(())
}

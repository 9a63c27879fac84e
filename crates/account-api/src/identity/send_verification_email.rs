//! `POST /identity/accounts/register/send-verification-email`: somebody wants an account for an address.

use super::registration_token::{LIFE, RegistrationToken};
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body::{self, USUAL_LIMIT};
use crate::call::Caller;
use crate::error::ApiError;
use crate::router::Registration;
use application::FindAccountByEmail;
use application::mail::letters::{AccountExists, Registration as Verification};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use domain::{Account, EmailAddress, Refusal};
use http::StatusCode;
use serde::Deserialize;

#[derive(Deserialize)]
struct SendVerificationEmail {
    email: String,
    name: Option<String>,
}

/// Whether the address has an account is told by the mail, and by nothing else.
pub(crate) async fn handle(
    State(api): State<AccountApi>,
    caller: Caller,
    request: Request,
) -> Result<Response, ApiError> {
    let SendVerificationEmail { email, name } = body::read(request, USUAL_LIMIT).await?;
    let email = EmailAddress::require(&email)?;
    let limit = Account::NAME_MAX_LENGTH;
    if name.as_ref().is_some_and(|name| name.chars().count() > limit) {
        return Err(Refusal::TooLong { field: "name", limit }.into());
    }
    let token = |mailed| RegistrationToken { email: email.key().to_owned(), name: name.clone(), mailed };
    match api.registration {
        Registration::Invited => Err(ApiError::invalid(
            "Accounts are made by invitation here. Open the link in the mail that invited you, or ask for an invitation.",
        )),
        Registration::Open => {
            api.require_mail()?;
            // Nobody shall flood a mailbox.
            api.limits.check_mail(caller.address).map_err(ApiError::too_many_requests)?;
            let account = api.application.read(&FindAccountByEmail(email.key().to_owned())).await?;
            mail(&api, &email, &token(true), account.is_some());
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        Registration::OpenWithoutMail => Ok(ApiJson(token(false).sign(&api)).into_response()),
    }
}

/// Mails the token, or that there is an account already.
fn mail(api: &AccountApi, email: &EmailAddress, token: &RegistrationToken, is_known: bool) {
    let application = &api.application;
    let expires_at = application.now().after(LIFE);
    let site = application.mailer().site();
    let mail = match token.sign(api) {
        Some(token) if !is_known => {
            application.compose(email, Verification { email: email.key(), token: &token, expires_at, site })
        }
        _ => application.compose(email, AccountExists { site }),
    };
    application.mailer().send_soon_for_stranger(mail, expires_at);
}

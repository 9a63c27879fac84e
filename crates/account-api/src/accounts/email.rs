//! `POST /api/accounts/email`: another address, with the code that was mailed to it. Every sign-in ends, and the old address
//! is told.

use crate::AccountApi;
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::master_password;
use crate::new_master_password::{AuthenticationData, NewMasterPassword, OlderData, UnlockData};
use application::mail::letters::AddressChanged;
use application::{ChangeAccountEmail, EmailChange as Outcome};
use axum::extract::{Request, State};
use domain::EmailAddress;
use serde::Deserialize;
use std::time::Duration;

/// How long the mail to the old address is tried.
const PATIENCE: Duration = Duration::from_hours(24);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EmailChange {
    new_email: String,
    master_password_hash: String,
    new_master_password_hash: Option<String>,
    key: Option<String>,
    token: String,
    authentication_data: Option<AuthenticationData>,
    unlock_data: Option<UnlockData>,
}

pub(crate) async fn handle(State(api): State<AccountApi>, call: AccountCall, request: Request) -> Result<(), ApiError> {
    let body: EmailChange = body::read(request, USUAL_LIMIT).await?;
    let email = EmailAddress::require(&body.new_email)?;
    let older =
        OlderData { hash: body.new_master_password_hash, wrapped_user_key: body.key, kdf: Some(call.account.kdf) };
    let new = NewMasterPassword::of(email.key(), body.authentication_data, body.unlock_data, older)?;
    master_password::require(&api, &call.account, &body.master_password_hash).await?;
    let change = ChangeAccountEmail {
        call: call.command(&api),
        account: call.account.clone(),
        email: email.clone(),
        code: body.token,
        password_hash: api.application.passwords().hash(&new.hash).await?,
        wrapped_user_key: new.wrapped_user_key,
        stamp: api.application.random_uuid(),
    };
    match api.application.run(change).await? {
        Outcome::Done => {}
        Outcome::WrongCode => {
            return Err(ApiError::invalid("The code is wrong or has expired. Have another one sent."));
        }
        Outcome::Outdated => return Err(ApiError::unauthorized()),
    }
    if call.account.email.key() != email.key() {
        tell(&api, &call);
    }
    Ok(())
}

/// Mails the address that the account had: whoever did not mean it learns of it there.
fn tell(api: &AccountApi, call: &AccountCall) {
    let application = &api.application;
    let (at, client_address) = (application.now(), call.caller.address.to_string());
    let letter = AddressChanged { at, client_address: &client_address };
    application.mailer().send_soon(application.compose(&call.account.email, letter), at.after(PATIENCE));
}

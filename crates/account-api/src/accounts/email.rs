//! `POST /api/accounts/email`: another address, with the code that was mailed to it. Every sign-in ends.

use crate::AccountApi;
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::master_password;
use crate::new_master_password::{AuthenticationData, NewMasterPassword, OlderData, UnlockData};
use application::ChangeAccountEmail;
use axum::extract::{Request, State};
use domain::{CodePurpose, EmailAddress};
use serde::Deserialize;

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
    let mailed_to = api.application.take_code(call.account.id, CodePurpose::EmailChange, &body.token).await?;
    if mailed_to.as_deref() != Some(email.key()) {
        return Err(ApiError::invalid("The code is wrong or has expired. Have another one sent."));
    }
    let change = ChangeAccountEmail {
        call: call.command(&api),
        account: call.account.clone(),
        email,
        password_hash: api.application.passwords().hash(&new.hash).await?,
        wrapped_user_key: new.wrapped_user_key,
        stamp: api.application.random_uuid(),
    };
    if api.application.run(change).await? { Ok(()) } else { Err(ApiError::unauthorized()) }
}

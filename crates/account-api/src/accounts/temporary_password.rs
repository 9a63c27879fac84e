//! `PUT /api/accounts/update-temp-password`: a password of one's own, after an administrator has set one.

use super::password::store;
use crate::AccountApi;
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::new_master_password::{AuthenticationData, NewMasterPassword, OlderData, UnlockData};
use axum::extract::{Request, State};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TemporaryPassword {
    new_master_password_hash: Option<String>,
    key: Option<String>,
    master_password_hint: Option<String>,
    authentication_data: Option<AuthenticationData>,
    unlock_data: Option<UnlockData>,
}

/// The old password need not be shown: the person has just signed in with it, and it is another's.
pub(crate) async fn handle(State(api): State<AccountApi>, call: AccountCall, request: Request) -> Result<(), ApiError> {
    let body: TemporaryPassword = body::read(request, USUAL_LIMIT).await?;
    if !call.account.must_change_password {
        return Err(ApiError::invalid("The master password is your own already: change it with the old one."));
    }
    let older =
        OlderData { hash: body.new_master_password_hash, wrapped_user_key: body.key, kdf: Some(call.account.kdf) };
    let new = NewMasterPassword::of(call.account.salt(), body.authentication_data, body.unlock_data, older)?;
    store(&api, &call, new, body.master_password_hint).await
}

//! `POST /api/accounts/password`: another master password. Every sign-in ends.

use crate::AccountApi;
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::master_password;
use crate::new_master_password::{AuthenticationData, NewMasterPassword, OlderData, UnlockData};
use application::ChangeMasterPassword;
use axum::extract::{Request, State};
use serde::Deserialize;

/// What changes the master password, or how the master key is made of it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PasswordChange {
    master_password_hash: String,
    pub(super) new_master_password_hash: Option<String>,
    pub(super) key: Option<String>,
    master_password_hint: Option<String>,
    authentication_data: Option<AuthenticationData>,
    unlock_data: Option<UnlockData>,
    pub(super) kdf: Option<i64>,
    pub(super) kdf_iterations: Option<u32>,
    pub(super) kdf_memory: Option<u32>,
    pub(super) kdf_parallelism: Option<u32>,
}

pub(crate) async fn handle(State(api): State<AccountApi>, call: AccountCall, request: Request) -> Result<(), ApiError> {
    let mut body: PasswordChange = body::read(request, USUAL_LIMIT).await?;
    let older = OlderData {
        hash: body.new_master_password_hash.take(),
        wrapped_user_key: body.key.take(),
        // It stays as it is: shapes that say another are refused.
        kdf: Some(call.account.kdf),
    };
    let hint = body.master_password_hint.take();
    change(&api, &call, body, older, hint).await
}

/// Checks the old password and stores the new one.
pub(super) async fn change(
    api: &AccountApi,
    call: &AccountCall,
    body: PasswordChange,
    older: OlderData,
    hint: Option<String>,
) -> Result<(), ApiError> {
    let new = NewMasterPassword::of(call.account.salt(), body.authentication_data, body.unlock_data, older)?;
    master_password::require(api, &call.account, &body.master_password_hash).await?;
    store(api, call, new, hint).await
}

/// Stores a new password.
pub(super) async fn store(
    api: &AccountApi,
    call: &AccountCall,
    new: NewMasterPassword,
    hint: Option<String>,
) -> Result<(), ApiError> {
    let change = ChangeMasterPassword {
        call: call.command(api),
        account: call.account.clone(),
        password_hash: api.application.passwords().hash(&new.hash).await?,
        hint,
        kdf: new.kdf,
        wrapped_user_key: new.wrapped_user_key,
        stamp: api.application.random_uuid(),
    };
    api.application.run(change).await?.map(drop).ok_or_else(ApiError::unauthorized)
}

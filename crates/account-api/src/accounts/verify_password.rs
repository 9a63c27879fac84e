//! `POST /api/accounts/verify-password`: whether the master password is known.

use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::master_password::{self, MasterPasswordBody};
use application::UserVerification;
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use serde_json::json;
use std::time::Duration;

/// How long the proof may be shown.
const PROOF_LIFE: Duration = Duration::from_mins(5);

/// Clients ask for the policies of a password in the same answer; the console, for a proof that it takes.
pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: AccountCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let body: MasterPasswordBody = body::read(request, USUAL_LIMIT).await?;
    master_password::require(&api, &call.account, &body.master_password_hash).await?;
    let application = &api.application;
    let proof = UserVerification::of(&call.account, application.now()).sign(application.tokens(), PROOF_LIFE);
    Ok(ApiJson(json!({"object": "masterPasswordPolicy", "userVerificationToken": proof})))
}

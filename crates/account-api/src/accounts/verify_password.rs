//! `POST /api/accounts/verify-password`: whether the master password is known.

use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::master_password::{self, MasterPasswordBody};
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use serde_json::json;

/// Clients ask for the policies of a password in the same answer.
pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: AccountCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let body: MasterPasswordBody = body::read(request, USUAL_LIMIT).await?;
    master_password::require(&api, &call.account, &body.master_password_hash).await?;
    Ok(ApiJson(json!({"object": "masterPasswordPolicy"})))
}

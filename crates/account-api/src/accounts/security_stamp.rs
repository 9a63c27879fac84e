//! `POST /api/accounts/security-stamp`: ends every sign-in.

use crate::AccountApi;
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::master_password::{self, MasterPasswordBody};
use application::RotateSecurityStamp;
use axum::extract::{Request, State};

pub(crate) async fn handle(State(api): State<AccountApi>, call: AccountCall, request: Request) -> Result<(), ApiError> {
    let body: MasterPasswordBody = body::read(request, USUAL_LIMIT).await?;
    master_password::require(&api, &call.account, &body.master_password_hash).await?;
    let stamp = api.application.random_uuid();
    let rotate = RotateSecurityStamp { call: call.command(&api), id: call.account.id, stamp };
    Ok(api.application.run(rotate).await?)
}

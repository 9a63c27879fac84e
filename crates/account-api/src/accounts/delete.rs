//! `DELETE /api/accounts` and `POST /api/accounts/delete`: the account, with everything that is the person's own.

use crate::AccountApi;
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::master_password::{self, MasterPasswordBody};
use application::DeleteAccount;
use axum::extract::{Request, State};

pub(crate) async fn handle(State(api): State<AccountApi>, call: AccountCall, request: Request) -> Result<(), ApiError> {
    let body: MasterPasswordBody = body::read(request, USUAL_LIMIT).await?;
    master_password::require(&api, &call.account, &body.master_password_hash).await?;
    let delete = DeleteAccount { call: call.command(&api), account: call.account.clone() };
    if api.application.run(delete).await? { Ok(()) } else { Err(ApiError::unauthorized()) }
}

//! `POST /api/accounts/key-management/user-key-id`: a client names the user key. A login fails where this does.

use crate::AccountApi;
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use application::UpdateAccount;
use axum::extract::{Request, State};
use domain::Account;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UserKeyId {
    user_key_id: String,
}

/// Takes the id, or the same one again: two devices may race.
pub(crate) async fn handle(State(api): State<AccountApi>, call: AccountCall, request: Request) -> Result<(), ApiError> {
    let UserKeyId { user_key_id } = body::read(request, USUAL_LIMIT).await?;
    let edit = move |account: &mut Account| Ok::<_, ApiError>(account.name_user_key(&user_key_id)?);
    let update = UpdateAccount { call: call.command(&api), id: call.account.id, edit };
    api.application.run(update).await?.map(drop).ok_or_else(ApiError::unauthorized)
}

//! `POST /api/accounts/kdf`: another way to make the master key of the same password. Every sign-in ends.

use super::password::{PasswordChange, change};
use crate::AccountApi;
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::kdf::KdfBody;
use crate::new_master_password::OlderData;
use axum::extract::{Request, State};

pub(crate) async fn handle(State(api): State<AccountApi>, call: AccountCall, request: Request) -> Result<(), ApiError> {
    let mut body: PasswordChange = body::read(request, USUAL_LIMIT).await?;
    let kdf = KdfBody::of_older(body.kdf, body.kdf_iterations, body.kdf_memory, body.kdf_parallelism)?;
    let older = OlderData { hash: body.new_master_password_hash.take(), wrapped_user_key: body.key.take(), kdf };
    let hint = call.account.password_hint.clone();
    change(&api, &call, body, older, hint).await
}

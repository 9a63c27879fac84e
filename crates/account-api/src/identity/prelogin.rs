//! `POST /identity/accounts/prelogin` and `…/prelogin/password`: how to make the master key.

use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body::{self, USUAL_LIMIT};
use crate::error::ApiError;
use application::FindAccountByEmail;
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
struct Prelogin {
    email: String,
}

/// An unknown address is answered with settings that accounts commonly have, always the same for one address.
pub(crate) async fn handle(State(api): State<AccountApi>, request: Request) -> Result<impl IntoResponse, ApiError> {
    let Prelogin { email } = body::read(request, USUAL_LIMIT).await?;
    let salt = domain::fold(email.trim());
    let made_up = api.application.made_up_kdf().of(&salt);
    let account = api.application.read(&FindAccountByEmail(salt.clone())).await?;
    let kdf = account.map_or(made_up, |account| account.kdf);
    Ok(ApiJson(json!({
        "kdf": kdf.kdf_type(),
        "kdfIterations": kdf.iterations(),
        "kdfMemory": kdf.memory(),
        "kdfParallelism": kdf.parallelism(),
        "kdfSettings": crate::kdf::to_json(kdf),
        "salt": salt,
    })))
}

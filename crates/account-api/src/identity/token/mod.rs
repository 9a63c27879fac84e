//! `POST /identity/connect/token`: tokens for whoever proves who they are (RFC 6749).

mod answer;
mod error;
mod form;
mod password;
mod refresh;

use self::error::TokenRefusal;
use self::form::TokenForm;
use crate::AccountApi;
use crate::call::Caller;
use axum::extract::{Request, State};
use axum::response::Response;

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    caller: Caller,
    request: Request,
) -> Result<Response, TokenRefusal> {
    let form = TokenForm::read(request).await?;
    match form.require("grant_type")? {
        "password" => password::grant(&api, &caller, &form).await,
        "refresh_token" => refresh::grant(&api, &form).await,
        "client_credentials" => Err(TokenRefusal::InvalidClient),
        _ => Err(TokenRefusal::UnsupportedGrant),
    }
}

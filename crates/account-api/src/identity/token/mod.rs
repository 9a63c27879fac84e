//! `POST /identity/connect/token`: tokens for whoever proves who they are (RFC 6749).

mod answer;
mod api_key;
mod error;
mod form;
pub(crate) mod new_device;
mod organization_key;
mod password;
mod refresh;
mod second_step;

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
        "client_credentials" => match form.require("client_id")?.strip_prefix(organization_key::PREFIX) {
            Some(id) => organization_key::grant(&api, &caller, &form, id).await,
            None => api_key::grant(&api, &caller, &form).await,
        },
        _ => Err(TokenRefusal::UnsupportedGrant),
    }
}

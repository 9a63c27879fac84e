//! `PUT` and `POST /api/accounts/avatar`: the color by which a person is shown.

use super::profile::answer;
use crate::AccountApi;
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use application::UpdateAccount;
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use domain::Account;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Avatar {
    avatar_color: Option<String>,
}

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: AccountCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let Avatar { avatar_color } = body::read(request, USUAL_LIMIT).await?;
    let edit = move |account: &mut Account| Ok::<_, ApiError>(account.set_avatar_color(avatar_color.clone())?);
    let update = UpdateAccount { call: call.command(&api), id: call.account.id, edit };
    let account = api.application.run(update).await?.ok_or_else(ApiError::unauthorized)?;
    answer(&api, &account).await
}

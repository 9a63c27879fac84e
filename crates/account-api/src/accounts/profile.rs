//! `GET` and `PUT /api/accounts/profile`.

use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::organizations::profile_organization;
use crate::profile::profile;
use application::{ListMemberships, UpdateAccount};
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use domain::Account;
use serde::Deserialize;
use serde_json::Value;

pub(crate) async fn get(State(api): State<AccountApi>, call: AccountCall) -> Result<impl IntoResponse, ApiError> {
    answer(&api, &call.account).await
}

#[derive(Deserialize)]
struct Profile {
    name: Option<String>,
}

/// The name is all that one changes like this; the hint goes with the master password.
pub(crate) async fn put(
    State(api): State<AccountApi>,
    call: AccountCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let Profile { name } = body::read(request, USUAL_LIMIT).await?;
    let edit = move |account: &mut Account| Ok::<_, ApiError>(account.rename(name.clone())?);
    let update = UpdateAccount { call: call.command(&api), id: call.account.id, edit };
    let account = api.application.run(update).await?.ok_or_else(ApiError::unauthorized)?;
    answer(&api, &account).await
}

pub(super) async fn answer(api: &AccountApi, account: &Account) -> Result<impl IntoResponse + use<>, ApiError> {
    let memberships = api.application.read(&ListMemberships(account.id)).await?;
    let organizations: Vec<Value> =
        memberships.iter().map(|membership| profile_organization(account.id, membership)).collect();
    let two_step = api.application.two_step(account.id).await?;
    Ok(ApiJson(profile(account, two_step.is_on(), &organizations)))
}

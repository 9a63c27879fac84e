//! The grant of an API key: for programs of a person. It asks for no second step, and gives no refresh token.

use super::answer::{TokenAnswer, issue};
use super::error::TokenRefusal;
use super::form::TokenForm;
use crate::AccountApi;
use crate::call::Caller;
use application::{ApiKeySecret, FindApiKey, StartSession};
use axum::response::Response;
use domain::{AccountId, Actor};

pub(super) async fn grant(api: &AccountApi, caller: &Caller, form: &TokenForm) -> Result<Response, TokenRefusal> {
    let (client_id, secret) = (form.require("client_id")?, form.require("client_secret")?);
    let sign_in = api.limits.try_sign_in(caller.address).map_err(TokenRefusal::Wait)?;
    let id = client_id.strip_prefix("user.").and_then(AccountId::parse);
    let found = match id {
        Some(id) => api.application.read(&FindApiKey(id)).await?,
        None => None,
    };
    let digest = ApiKeySecret::from_text(secret).digest();
    let Some((account, _)) = found.filter(|(_, stored)| *stored == digest) else {
        return Err(TokenRefusal::InvalidClient);
    };
    sign_in.was_right();
    let call = caller.command(api, Actor::Account(account.id));
    let device = form.device(account.id, api.application.fresh_uuid(), call.now)?;
    let start = StartSession { call, account, device, session: None, remember: None };
    let (account, device) = api.application.run(start).await?.ok_or(TokenRefusal::InvalidClient)?;
    let answer = TokenAnswer { account: &account, device: &device, client_id, scope: "api" };
    Ok(issue(api, &answer, None, None).await?)
}

//! The grant of a refresh token.

use super::answer;
use super::error::TokenRefusal;
use super::form::TokenForm;
use super::password::SESSION_LIFE;
use crate::AccountApi;
use crate::api_json::ApiJson;
use application::{RefreshSession, RefreshToken};
use axum::response::{IntoResponse, Response};

pub(super) async fn grant(api: &AccountApi, form: &TokenForm) -> Result<Response, TokenRefusal> {
    let application = &api.application;
    let (now, tokens) = (application.now(), application.tokens());
    let shown = RefreshToken::read(tokens, now, form.require("refresh_token")?).ok_or(TokenRefusal::SessionOver)?;
    let expires_at = now.after(SESSION_LIFE);
    let ids = (shown.account_id, shown.session_id);
    let next = RefreshToken::generate(tokens, application.entropy(), ids, now, expires_at);
    let next = next.ok_or(TokenRefusal::SessionOver)?;
    let refreshed = application.run(RefreshSession { now, shown, next: next.clone(), expires_at }).await?;
    let refreshed = refreshed.ok_or(TokenRefusal::SessionOver)?;
    let body = answer::refreshed(api, &refreshed, refreshed.is_replaced.then_some(&next));
    Ok(ApiJson(body).into_response())
}

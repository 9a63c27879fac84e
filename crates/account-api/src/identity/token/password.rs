//! The grant of a master password.

use super::answer::{TokenAnswer, issue};
use super::error::TokenRefusal;
use super::form::TokenForm;
use crate::AccountApi;
use crate::call::Caller;
use application::{FindAccountByEmail, RefreshToken, StartSession};
use axum::response::Response;
use domain::{AccountSession, Actor, SessionId};
use std::time::Duration;

/// How long a session goes on without being used.
pub(super) const SESSION_LIFE: Duration = Duration::from_hours(24 * 30);

pub(super) async fn grant(api: &AccountApi, caller: &Caller, form: &TokenForm) -> Result<Response, TokenRefusal> {
    let (user_name, password) = (form.require("username")?, form.require("password")?);
    let application = &api.application;
    let account = application.read(&FindAccountByEmail(domain::fold(user_name.trim()))).await?;
    let known_hash = account.as_ref().map(|account| account.password_hash.as_str());
    let is_right = application.passwords().verify(password, known_hash).await?;
    let Some(account) = account.filter(|_| is_right) else { return Err(TokenRefusal::WrongPassword) };

    let call = caller.command(api, Actor::Account(account.id));
    let device = form.device(account.id, application.fresh_uuid(), call.now)?;
    let client_id = form.get("client_id").unwrap_or("web");
    let session = AccountSession {
        account_id: account.id,
        id: SessionId::from_uuid(application.fresh_uuid()),
        device_identifier: device.identifier.clone(),
        client_id: client_id.chars().take(50).collect(),
        security_stamp: account.security_stamp,
        created_at: call.now,
        rotated_at: call.now,
        expires_at: call.now.after(SESSION_LIFE),
    };
    let refresh = new_refresh_token(api, &session).ok_or(TokenRefusal::SessionOver)?;
    let start =
        StartSession { call, account, device: device.clone(), session: Some((session.clone(), refresh.digest())) };
    let account = application.run(start).await?.ok_or(TokenRefusal::WrongPassword)?;
    let scope = "api offline_access";
    let answer = TokenAnswer { account: &account, device: &device, client_id: &session.client_id, scope };
    Ok(issue(api, &answer, Some(&refresh)))
}

/// A refresh token for a session, good as long as the session.
pub(super) fn new_refresh_token(api: &AccountApi, session: &AccountSession) -> Option<RefreshToken> {
    let application = &api.application;
    let ids = (session.account_id, session.id);
    RefreshToken::generate(application.tokens(), application.entropy(), ids, session.rotated_at, session.expires_at)
}

//! The grant of a master password.

use super::answer::{TokenAnswer, issue};
use super::error::TokenRefusal;
use super::form::TokenForm;
use super::{new_device, second_step};
use crate::AccountApi;
use crate::call::Caller;
use crate::remember_token::RememberToken;
use crate::sign_in::{Proven, SignIn, note_failure, prove};
use application::{RefreshToken, StartSession};
use axum::response::Response;
use domain::{Account, AccountSession, Actor, Device, EventType, SessionId, Timestamp};
use std::time::Duration;

/// How long a session goes on without being used.
pub(super) const SESSION_LIFE: Duration = Duration::from_hours(24 * 30);

pub(super) async fn grant(api: &AccountApi, caller: &Caller, form: &TokenForm) -> Result<Response, TokenRefusal> {
    let shown = SignIn {
        email: form.require("username")?,
        password: form.require("password")?,
        device_identifier: form.require("deviceIdentifier")?,
    };
    let Proven { account, is_known_device, attempt } = prove(api, caller, shown).await?;
    let call = caller.command(api, Actor::Account(account.id));
    let device = form.device(account.id, api.application.fresh_uuid(), call.now)?;
    let checked = check_further(api, caller, form, &account, (&device, is_known_device)).await;
    let remember = match checked {
        Ok(remember) => remember,
        Err(refusal) => {
            if refusal.is_wrong_guess() {
                attempt.failed();
                note_failure(api, caller, account, EventType::AccountFailedTwoStep);
            }
            return Err(refusal);
        }
    };
    attempt.succeeded();

    let session = new_session(api, &account, &device, form.get("client_id").unwrap_or("web"), call.now);
    let refresh = new_refresh_token(api, &session).ok_or(TokenRefusal::SessionOver)?;
    let start = StartSession {
        call,
        account,
        device,
        session: Some((session.clone(), refresh.digest())),
        remember: remember.as_ref().map(|token| (token.digest(), token.until)),
    };
    let (account, device) = api.application.run(start).await?.ok_or(TokenRefusal::WrongPassword)?;
    let scope = "api offline_access";
    let answer = TokenAnswer { account: &account, device: &device, client_id: &session.client_id, scope };
    Ok(issue(api, &answer, Some(&refresh), remember.as_ref()).await?)
}

/// Whatever is asked for beside the password. Answers what lets the device in without a second step from now on.
async fn check_further(
    api: &AccountApi,
    caller: &Caller,
    form: &TokenForm,
    account: &Account,
    (device, is_known_device): (&Device, bool),
) -> Result<Option<RememberToken>, TokenRefusal> {
    let done = second_step::check(api, caller, form, account, (device, is_known_device)).await?;
    if !done.was_done && !is_known_device {
        new_device::check(api, caller, form, account, device).await?;
    }
    Ok(done.remember)
}

fn new_session(
    api: &AccountApi,
    account: &Account,
    device: &Device,
    client_id: &str,
    now: Timestamp,
) -> AccountSession {
    AccountSession {
        account_id: account.id,
        id: SessionId::from_uuid(api.application.fresh_uuid()),
        device_identifier: device.identifier.clone(),
        client_id: client_id.chars().take(50).collect(),
        security_stamp: account.security_stamp,
        created_at: now,
        rotated_at: now,
        expires_at: now.after(SESSION_LIFE),
    }
}

/// A refresh token for a session, good as long as the session.
fn new_refresh_token(api: &AccountApi, session: &AccountSession) -> Option<RefreshToken> {
    let application = &api.application;
    let ids = (session.account_id, session.id);
    RefreshToken::generate(application.tokens(), application.entropy(), ids, session.rotated_at, session.expires_at)
}

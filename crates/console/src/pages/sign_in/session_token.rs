//! `POST /session/token`: a short-lived access token of the client API, for what the script does with keys.

use crate::Console;
use crate::error::PageError;
use crate::layout::PageResult;
use crate::script_call::{ScriptCall, answer};
use application::{AccessClaims, ListDevices};
use axum::extract::State;
use serde_json::json;
use std::time::Duration;

/// How long it is good.
const LIFE: Duration = Duration::from_mins(5);

pub(crate) async fn handle(State(console): State<Console>, call: ScriptCall) -> PageResult {
    let (application, session) = (&console.application, call.session);
    let devices = application.read(&ListDevices(session.account.id)).await?;
    let device = devices.into_iter().find(|device| device.id == session.browser.device_id);
    let device = device.ok_or(PageError::NotFound)?;
    let claims = AccessClaims::new(&session.account, &device, AccessClaims::CONSOLE, "api");
    let token = claims.sign(application.tokens(), application.now(), LIFE).ok_or(PageError::Broken)?;
    Ok(answer(&json!({"accessToken": token, "expiresIn": LIFE.as_secs()})))
}

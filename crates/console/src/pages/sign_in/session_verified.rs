//! `POST /session/verified`: the person proved to know the master password.

use crate::Console;
use crate::error::PageError;
use crate::script_call::ScriptCall;
use application::{BrowserSessionUse, UserVerification};
use axum::extract::State;
use axum::http::StatusCode;
use domain::BrowserSession;
use serde::Deserialize;

#[derive(Deserialize)]
struct Proof {
    /// The `userVerificationToken` with which the client API answers a right master password.
    token: String,
}

pub(crate) async fn handle(State(console): State<Console>, call: ScriptCall) -> Result<StatusCode, PageError> {
    let proof: Proof = call.body()?;
    let (application, now) = (&console.application, console.application.now());
    let shown = UserVerification::read(application.tokens(), now, &proof.token);
    let account = &call.session.account;
    let is_fresh = |shown: UserVerification| now < shown.shown_at().after(BrowserSession::PROOF);
    if !shown.is_some_and(|shown| shown.is_of(account) && is_fresh(shown)) {
        return Err(PageError::Refused(call.session.t().say("verify-refused").to_string()));
    }
    call.session.note(&console, BrowserSessionUse::Verified).await?;
    Ok(StatusCode::NO_CONTENT)
}

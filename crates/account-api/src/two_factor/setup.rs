//! What setting a second step up has in common: the proof of who asks, and the change itself.

use crate::AccountApi;
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::master_password;
use application::{EnableTwoStep, RecoveryCode, TwoStepSecret, UserVerification};
use domain::TwoStepProvider;
use std::time::Duration;

/// How long one has to show the first code.
const VERIFICATION_LIFE: Duration = Duration::from_mins(30);

/// `userVerificationToken`: stands for the master password until the second step is set up.
pub(super) fn verification_token(api: &AccountApi, call: &AccountCall) -> Option<String> {
    let application = &api.application;
    UserVerification::of(&call.account, application.now()).sign(application.tokens(), VERIFICATION_LIFE)
}

/// Takes the master password, or the token that stands for it.
pub(super) async fn require_verification(
    api: &AccountApi,
    call: &AccountCall,
    hash: Option<&str>,
    token: Option<&str>,
) -> Result<(), ApiError> {
    if let Some(token) = token {
        let shown = UserVerification::read(api.application.tokens(), api.application.now(), token);
        if shown.is_some_and(|shown| shown.is_of(&call.account)) {
            return Ok(());
        }
    }
    let hash = hash.ok_or_else(|| ApiError::invalid("The master password is asked for again: masterPasswordHash."))?;
    master_password::require(api, &call.account, hash).await
}

/// Switches a provider on.
pub(super) async fn enable(
    api: &AccountApi,
    call: &AccountCall,
    provider: TwoStepProvider,
    secret: &str,
    last_step: i64,
) -> Result<(), ApiError> {
    let enable = EnableTwoStep {
        call: call.command(api),
        account: call.account.clone(),
        provider,
        secret: TwoStepSecret::new(secret),
        last_step,
        recovery_code: RecoveryCode::generate(api.application.entropy()),
    };
    if api.application.run(enable).await? { Ok(()) } else { Err(ApiError::unauthorized()) }
}

//! What setting a second step up has in common: the proof of who asks, and the change itself.

use crate::AccountApi;
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::master_password;
use application::{EnableTwoStep, RecoveryCode, TokenPurpose, TwoStepSecret};
use domain::TwoStepProvider;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use uuid::Uuid;

/// How long one has to show the first code.
const VERIFICATION_LIFE: Duration = Duration::from_mins(30);

/// `userVerificationToken`: the master password was shown a moment ago.
#[derive(Serialize, Deserialize)]
struct Verification {
    sub: Uuid,
    sstamp: Uuid,
}

/// A token that stands for the master password until the second step is set up.
pub(super) fn verification_token(api: &AccountApi, call: &AccountCall) -> Option<String> {
    let now = api.application.now();
    let claims = Verification { sub: call.account.id.uuid(), sstamp: call.account.security_stamp };
    api.application.tokens().sign(TokenPurpose::UserVerification, now, now.after(VERIFICATION_LIFE), claims)
}

/// Takes the master password, or the token that stands for it.
pub(super) async fn require_verification(
    api: &AccountApi,
    call: &AccountCall,
    hash: Option<&str>,
    token: Option<&str>,
) -> Result<(), ApiError> {
    if let Some(token) = token {
        let now = api.application.now();
        let read = api.application.tokens().read::<Verification>(TokenPurpose::UserVerification, now, token);
        let account = &call.account;
        if read.is_ok_and(|said| said.sub == account.id.uuid() && said.sstamp == account.security_stamp) {
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

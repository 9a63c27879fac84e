//! Calls that are so grave that the master password is asked for again.

use crate::AccountApi;
use crate::error::ApiError;
use domain::{Account, SecretDigest};
use serde::Deserialize;

/// The body of such a call.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MasterPasswordBody {
    pub(crate) master_password_hash: String,
}

/// Refuses a wrong master password, and after some of them waits: whoever got at a token shall not guess.
pub(crate) async fn require(api: &AccountApi, account: &Account, hash: &str) -> Result<(), ApiError> {
    let guess = SecretDigest::of(format!("signed in as {}", account.id).as_bytes());
    let who = format!("account {}", account.id);
    let attempt = api.limits.guess(*guess.as_bytes(), who, api.application.now());
    let attempt = attempt.map_err(ApiError::too_many_requests)?;
    if api.application.passwords().verify(hash, Some(&account.password_hash)).await? {
        attempt.succeeded();
        Ok(())
    } else {
        attempt.failed();
        Err(ApiError::invalid("The master password is wrong."))
    }
}

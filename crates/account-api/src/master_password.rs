//! Calls that are so grave that the master password is asked for again.

use crate::AccountApi;
use crate::error::ApiError;
use domain::Account;
use serde::Deserialize;

/// The body of such a call.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MasterPasswordBody {
    pub(crate) master_password_hash: String,
}

/// Refuses a wrong master password.
pub(crate) async fn require(api: &AccountApi, account: &Account, hash: &str) -> Result<(), ApiError> {
    if api.application.passwords().verify(hash, Some(&account.password_hash)).await? {
        Ok(())
    } else {
        Err(ApiError::invalid("The master password is wrong."))
    }
}

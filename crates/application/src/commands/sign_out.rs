//! What ends every sign-in of a person.

use domain::Account;
use storage::tables::{account, account_code, account_session, browser_session, device};
use storage::{StorageError, Transaction};
use uuid::Uuid;

use crate::Call;

/// Stores a changed account under a new security stamp: every access token, refresh token, remembered device and mailed
/// code is good no longer.
pub(super) async fn everywhere(
    tx: &mut Transaction<'_>,
    call: &Call,
    account: &mut Account,
    stamp: Uuid,
) -> Result<(), StorageError> {
    account.security_stamp = stamp;
    account.revised_at = call.now.later_than(account.revised_at);
    account::update(tx, account).await?;
    account_session::delete_of_account(tx, account.id).await?;
    browser_session::delete_of_account(tx, account.id).await?;
    account_code::delete_of_account(tx, account.id).await?;
    device::forget_all(tx, account.id).await
}

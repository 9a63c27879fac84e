//! Who wants to sign in, and whether their device did before.

use domain::Account;
use storage::tables::account;
use storage::{Query, Snapshot, StorageError};

/// The account that signs in with an address, and whether a device ever signed in to it.
#[derive(Debug, Clone)]
pub struct FindSignIn {
    /// The folded address.
    pub email_key: String,
    /// The name that the device gave itself.
    pub device_identifier: String,
}

impl Query for FindSignIn {
    type Output = Option<(Account, bool)>;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<(Account, bool)>, StorageError> {
        account::find_by_email_and_device(at, &self.email_key, &self.device_identifier).await
    }
}

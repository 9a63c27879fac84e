//! Finds accounts.

use domain::{Account, AccountId, DeviceId};
use storage::tables::account;
use storage::{Query, Snapshot, StorageError};

/// The account of which a device has an access token; none where the device was signed out since.
#[derive(Debug, Clone)]
pub struct FindSignedIn {
    /// Which account.
    pub id: AccountId,
    /// The name that the device gave itself.
    pub device_identifier: String,
    /// Our name of it, which is another one when it signs in anew after it was signed out.
    pub device_id: DeviceId,
}

impl Query for FindSignedIn {
    type Output = Option<Account>;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<Account>, StorageError> {
        account::find_by_device(at, self.id, (&self.device_identifier, self.device_id)).await
    }
}

/// The account that signs in with the address of this folded key.
#[derive(Debug, Clone)]
pub struct FindAccountByEmail(pub String);

impl Query for FindAccountByEmail {
    type Output = Option<Account>;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<Account>, StorageError> {
        account::find_by_email(at, &self.0).await
    }
}

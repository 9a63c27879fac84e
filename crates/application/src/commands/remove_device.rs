//! A person signs a device out for good.

use domain::{AccountId, DeviceId};
use storage::tables::{account, account_session, browser_session, device};
use storage::{Command, StorageError, Transaction};

/// Forgets a device, with its session.
#[derive(Debug, Clone, Copy)]
pub struct RemoveDevice {
    /// Whose.
    pub account_id: AccountId,
    /// Which.
    pub id: DeviceId,
}

impl Command for RemoveDevice {
    /// False where there is no such device.
    type Output = bool;
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<bool, StorageError> {
        // Before the device, as everywhere: a sign-in of the device waits.
        account::lock(tx, self.account_id).await?;
        let devices = device::of_account(tx, self.account_id).await?;
        let Some(found) = devices.iter().find(|device| device.id == self.id) else { return Ok(false) };
        account_session::delete_of_device(tx, self.account_id, &found.identifier).await?;
        browser_session::delete_of_device(tx, self.account_id, &found.identifier).await?;
        device::delete(tx, self.account_id, &found.identifier).await?;
        Ok(true)
    }
}

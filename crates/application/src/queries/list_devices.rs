//! With what a person signed in.

use domain::{AccountId, Device};
use storage::tables::device;
use storage::{Query, Snapshot, StorageError};

/// The devices of a person.
#[derive(Debug, Clone, Copy)]
pub struct ListDevices(pub AccountId);

impl Query for ListDevices {
    type Output = Vec<Device>;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Vec<Device>, StorageError> {
        device::of_account(at, self.0).await
    }
}

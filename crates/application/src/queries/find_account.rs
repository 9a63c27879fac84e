//! Finds accounts.

use domain::{Account, AccountId};
use storage::tables::account;
use storage::{Query, Snapshot, StorageError};

/// The account with this id.
#[derive(Debug, Clone, Copy)]
pub struct FindAccount(pub AccountId);

impl Query for FindAccount {
    type Output = Option<Account>;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<Account>, StorageError> {
        account::find(at, self.0).await
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

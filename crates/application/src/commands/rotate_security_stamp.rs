//! A person ends all their sign-ins.

use super::sign_out;
use crate::Call;
use domain::AccountId;
use storage::tables::account;
use storage::{Command, StorageError, Transaction};
use uuid::Uuid;

/// Gives an account a new security stamp.
#[derive(Debug, Clone)]
pub struct RotateSecurityStamp {
    /// Who asks.
    pub call: Call,
    /// Which account.
    pub id: AccountId,
    /// The new stamp.
    pub stamp: Uuid,
}

impl Command for RotateSecurityStamp {
    type Output = ();
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<(), StorageError> {
        if let Some(mut account) = account::lock(tx, self.id).await? {
            sign_out::everywhere(tx, &self.call, &mut account, self.stamp).await?;
        }
        Ok(())
    }
}

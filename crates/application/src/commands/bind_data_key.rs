//! The first start binds the database to a data key.

use domain::Timestamp;
use storage::tables::installation;
use storage::{Command, StorageError, Transaction};

/// Remembers the check value of the data key at the first start, and answers the one that is remembered.
#[derive(Debug, Clone)]
pub(crate) struct BindDataKey {
    pub(crate) check: [u8; 32],
    pub(crate) now: Timestamp,
}

impl Command for BindDataKey {
    type Output = Option<Vec<u8>>;
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Option<Vec<u8>>, StorageError> {
        if let Some(check) = installation::data_key_check(tx).await? {
            return Ok(Some(check));
        }
        installation::bind(tx, &self.check, self.now).await?;
        installation::data_key_check(tx).await
    }
}

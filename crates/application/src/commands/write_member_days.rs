//! The server writes down how many members there are.

use storage::tables::member_day;
use storage::{Command, StorageError, Transaction};

/// Writes down how many members each organization has, as of a day since 1970. The last of a day stays.
pub(crate) struct WriteMemberDays {
    pub(crate) day: i64,
}

impl Command for WriteMemberDays {
    type Output = ();
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<(), StorageError> {
        member_day::write(tx, self.day).await
    }
}

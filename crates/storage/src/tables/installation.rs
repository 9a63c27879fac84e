//! What this installation is bound to.

use crate::{Snapshot, StorageError, Transaction, statements};
use domain::Timestamp;

statements! {
    /// The check value of the data key.
    DATA_KEY_CHECK: Point = "SELECT data_key_check FROM installation WHERE id = 1";
    /// Binds the installation to a data key, once.
    BIND: Write = "INSERT INTO installation (id, data_key_check, created_at) VALUES (1, $1, $2) ON CONFLICT DO NOTHING";
}

/// The check value that the data key must give; none before the first start.
pub async fn data_key_check(at: &mut Snapshot<'_>) -> Result<Option<Vec<u8>>, StorageError> {
    at.fetch_optional(&DATA_KEY_CHECK, &[], |row| Ok(row.bytes(0)?.to_vec())).await
}

/// Binds the installation to a data key; a second call changes nothing.
pub async fn bind(tx: &mut Transaction<'_>, check: &[u8], now: Timestamp) -> Result<(), StorageError> {
    tx.execute(&BIND, &[check.into(), now.micros().into()]).await.map(drop)
}

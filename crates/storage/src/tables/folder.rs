//! People's folders.

use crate::{Param, Row, Snapshot, StorageError, Transaction, statements};
use domain::{AccountId, Folder, FolderId, Timestamp};

statements! {
    /// One folder.
    BY_ID: Point = "SELECT id, name, revised_at FROM folder WHERE account_id = $1 AND id = $2";
    /// All folders of a person, oldest first.
    OF_ACCOUNT: Range = "SELECT id, name, revised_at FROM folder WHERE account_id = $1 ORDER BY id";
    /// Makes a folder, or names it anew.
    PUT: Write = "INSERT INTO folder (account_id, id, name, revised_at) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (account_id, id) DO UPDATE SET name = EXCLUDED.name, revised_at = EXCLUDED.revised_at";
    /// Removes a folder.
    DELETE: Write = "DELETE FROM folder WHERE account_id = $1 AND id = $2";
    /// Removes all folders of a person.
    DELETE_ALL: WriteRange = "DELETE FROM folder WHERE account_id = $1";
}

/// The folder with this id.
pub async fn find(at: &mut Snapshot<'_>, account_id: AccountId, id: FolderId) -> Result<Option<Folder>, StorageError> {
    at.fetch_optional(&BY_ID, &[account_id.uuid().into(), id.uuid().into()], |row| read(row, account_id)).await
}

/// All folders of a person, oldest first.
pub async fn list(at: &mut Snapshot<'_>, account_id: AccountId) -> Result<Vec<Folder>, StorageError> {
    at.fetch(&OF_ACCOUNT, &[account_id.uuid().into()], |row| read(row, account_id)).await
}

/// Stores a folder, new or changed.
pub async fn put(tx: &mut Transaction<'_>, folder: &Folder) -> Result<(), StorageError> {
    let params: [Param<'_>; 4] = [
        folder.account_id.uuid().into(),
        folder.id.uuid().into(),
        (&folder.name).into(),
        folder.revised_at.micros().into(),
    ];
    tx.execute(&PUT, &params).await.map(drop)
}

/// Removes a folder; false where there is none. What was in it is taken out by its own table.
pub async fn delete(tx: &mut Transaction<'_>, account_id: AccountId, id: FolderId) -> Result<bool, StorageError> {
    Ok(tx.execute(&DELETE, &[account_id.uuid().into(), id.uuid().into()]).await? > 0)
}

/// Removes all folders of a person.
pub async fn delete_all(tx: &mut Transaction<'_>, account_id: AccountId) -> Result<(), StorageError> {
    tx.execute(&DELETE_ALL, &[account_id.uuid().into()]).await.map(drop)
}

fn read(row: &dyn Row, account_id: AccountId) -> Result<Folder, StorageError> {
    Ok(Folder {
        account_id,
        id: FolderId::from_uuid(row.uuid(0)?),
        name: row.text(1)?.to_owned(),
        revised_at: Timestamp::from_micros(row.int(2)?),
    })
}

//! Folders of a person.

use domain::{AccountId, Folder, FolderId};
use storage::tables::folder;
use storage::{Query, Snapshot, StorageError};

/// All folders of a person, oldest first.
#[derive(Debug, Clone, Copy)]
pub struct ListFolders(pub AccountId);

impl Query for ListFolders {
    type Output = Vec<Folder>;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Vec<Folder>, StorageError> {
        folder::list(at, self.0).await
    }
}

/// One folder of a person.
#[derive(Debug, Clone, Copy)]
pub struct FindFolder {
    /// Whose.
    pub account_id: AccountId,
    /// Which.
    pub id: FolderId,
}

impl Query for FindFolder {
    type Output = Option<Folder>;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<Folder>, StorageError> {
        folder::find(at, self.account_id, self.id).await
    }
}

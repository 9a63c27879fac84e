//! A person makes a folder or gives it another name.

use crate::{Call, CommandError};
use domain::{AccountId, Folder, FolderId, Refusal};
use storage::tables::{account, folder};
use storage::{Command, Transaction};

/// Makes a folder, or names one anew.
#[derive(Debug, Clone)]
pub struct PutFolder {
    /// Who asks.
    pub call: Call,
    /// Whose.
    pub account_id: AccountId,
    /// Which folder; a new one's id is drawn by the caller.
    pub id: FolderId,
    /// Whether it is new.
    pub is_new: bool,
    /// The name, an `EncString` of type 2.
    pub name: String,
}

impl Command for PutFolder {
    type Output = Folder;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Folder, CommandError> {
        account::touch(tx, self.account_id, self.call.now).await?;
        let before = folder::find(tx, self.account_id, self.id).await?;
        let revised_at = match before {
            Some(before) => self.call.now.later_than(before.revised_at),
            None if self.is_new => self.call.now,
            None => return Err(Refusal::FolderNotFound.into()),
        };
        let folder = Folder { account_id: self.account_id, id: self.id, name: self.name.clone(), revised_at };
        folder::put(tx, &folder).await?;
        Ok(folder)
    }
}

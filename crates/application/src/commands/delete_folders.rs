//! A person removes folders; what was in them stays.

use crate::{Call, CommandError};
use domain::{AccountId, FolderId, Refusal};
use storage::tables::{account, folder, item_placement};
use storage::{Command, Transaction};

/// Removes folders. Ids that are none of the person's change nothing; where all are such, it is refused.
#[derive(Debug, Clone)]
pub struct DeleteFolders {
    /// Who asks.
    pub call: Call,
    /// Whose.
    pub account_id: AccountId,
    /// Which ones; none is all of them.
    pub ids: Option<Vec<FolderId>>,
}

impl Command for DeleteFolders {
    type Output = ();
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<(), CommandError> {
        account::touch(tx, self.account_id, self.call.now).await?;
        let Some(ids) = &self.ids else {
            item_placement::empty_folders(tx, self.account_id).await?;
            return Ok(folder::delete_all(tx, self.account_id).await?);
        };
        let mut found = false;
        for id in ids {
            if folder::delete(tx, self.account_id, *id).await? {
                found = true;
                item_placement::empty_folder(tx, self.account_id, *id).await?;
            }
        }
        if found { Ok(()) } else { Err(Refusal::FolderNotFound.into()) }
    }
}

//! The server drops what it noted of mails that were sent long ago.

use domain::{MailId, OrganizationId};
use storage::tables::sent_mail;
use storage::{Command, StorageError, Transaction};

/// Drops the notes of an organization's mails that were written before an id; answers how many.
pub(crate) struct DropSentMails {
    pub(crate) organization_id: OrganizationId,
    pub(crate) bound: MailId,
}

impl Command for DropSentMails {
    type Output = u64;
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<u64, StorageError> {
        sent_mail::delete_before(tx, self.organization_id, self.bound).await
    }
}

//! An operator wants a mail to be tried again.

use domain::{MailId, OrganizationId, Timestamp};
use storage::tables::outbox;
use storage::{Command, StorageError, Transaction};

/// Makes a mail due now, as if it had never been tried. False where it is gone.
#[derive(Debug, Clone)]
pub struct RetryMail {
    /// Whose mail.
    pub organization_id: OrganizationId,
    /// Which.
    pub id: MailId,
    /// Now.
    pub now: Timestamp,
}

impl Command for RetryMail {
    type Output = bool;
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<bool, StorageError> {
        outbox::revive(tx, self.organization_id, self.id, self.now).await
    }
}

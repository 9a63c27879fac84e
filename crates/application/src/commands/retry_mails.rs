//! An operator, or an admin, wants mails to be tried again.

use domain::{MailId, OrganizationId, Timestamp};
use storage::tables::outbox;
use storage::{Command, StorageError, Transaction};

/// Makes mails of an organization due now, as if they had never been tried. The output is how many are still there.
#[derive(Debug, Clone)]
pub struct RetryMails {
    /// Whose mails.
    pub organization_id: OrganizationId,
    /// Which.
    pub ids: Vec<MailId>,
    /// Now.
    pub now: Timestamp,
}

impl Command for RetryMails {
    type Output = usize;
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<usize, StorageError> {
        let mut count = 0;
        for id in &self.ids {
            count += usize::from(outbox::revive(tx, self.organization_id, *id, self.now).await?);
        }
        Ok(count)
    }
}

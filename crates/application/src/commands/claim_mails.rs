//! A node takes mails that are due, so that no other one sends them meanwhile.

use domain::Timestamp;
use storage::tables::outbox::{self, WaitingMail};
use storage::{Command, StorageError, Transaction};

/// Makes mails of one organization this node's own until a moment; answers those that it got, with the attempt counted.
///
/// The ledger is not locked: no rule looks at these rows, and calls on the organization do not wait.
#[derive(Debug, Clone)]
pub(crate) struct ClaimMails {
    pub(crate) mails: Vec<WaitingMail>,
    pub(crate) until: Timestamp,
}

impl Command for ClaimMails {
    type Output = Vec<WaitingMail>;
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Vec<WaitingMail>, StorageError> {
        let mut claimed = Vec::with_capacity(self.mails.len());
        for mail in &self.mails {
            if outbox::claim(tx, mail, self.until).await? {
                claimed.push(WaitingMail { due_at: self.until, attempts: mail.attempts + 1, ..mail.clone() });
            }
        }
        Ok(claimed)
    }
}

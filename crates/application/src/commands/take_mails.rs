//! A node takes mails that are due, and tells what became of those that it had taken.

use domain::Timestamp;
use storage::tables::outbox::{self, WaitingMail};
use storage::tables::sent_mail;
use storage::{Command, StorageError, Transaction};

/// What becomes of a mail after an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MailOutcome {
    /// It was sent at this moment: it goes, and that is noted.
    Sent(Timestamp),
    /// Nobody needs it any more: it goes.
    Needless,
    /// It is tried again at this moment.
    Again(Timestamp, String),
    /// It is not tried again.
    GivenUp(Timestamp, String),
}

/// Notes what became of mails of one organization, and makes others this node's own until a moment. Answers those that it
/// got, with the attempt counted: another node may have been quicker.
///
/// The ledger is not locked: no rule looks at these rows, and calls on the organization do not wait.
#[derive(Debug, Clone)]
pub(crate) struct TakeMails {
    pub(crate) done: Vec<(WaitingMail, MailOutcome)>,
    pub(crate) due: Vec<WaitingMail>,
    pub(crate) until: Timestamp,
}

impl Command for TakeMails {
    type Output = Vec<WaitingMail>;
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Vec<WaitingMail>, StorageError> {
        for (mail, outcome) in &self.done {
            match outcome {
                MailOutcome::Sent(at) => {
                    outbox::delete(tx, mail.organization_id, mail.id).await?;
                    sent_mail::insert(tx, mail, *at).await?;
                }
                MailOutcome::Needless => outbox::delete(tx, mail.organization_id, mail.id).await?,
                MailOutcome::Again(at, error) => outbox::postpone(tx, mail, *at, error).await?,
                MailOutcome::GivenUp(now, error) => outbox::give_up(tx, mail, *now, error).await?,
            }
        }
        let mut taken = Vec::with_capacity(self.due.len());
        for mail in &self.due {
            if outbox::claim(tx, mail, self.until).await? {
                taken.push(WaitingMail { due_at: self.until, attempts: mail.attempts + 1, ..mail.clone() });
            }
        }
        Ok(taken)
    }
}

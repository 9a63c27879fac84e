//! A node notes what became of a mail that it had taken.

use domain::Timestamp;
use storage::tables::outbox::{self, WaitingMail};
use storage::{Command, StorageError, Transaction};

/// What becomes of a mail after an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MailOutcome {
    /// It was sent, or nobody needs it any more: it goes.
    Gone,
    /// It is tried again at this moment.
    Again(Timestamp, String),
    /// It is not tried again.
    GivenUp(Timestamp, String),
}

/// Notes what became of a mail.
#[derive(Debug, Clone)]
pub(crate) struct SettleMail {
    pub(crate) mail: WaitingMail,
    pub(crate) outcome: MailOutcome,
}

impl Command for SettleMail {
    type Output = ();
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<(), StorageError> {
        let mail = &self.mail;
        match &self.outcome {
            MailOutcome::Gone => outbox::delete(tx, mail.organization_id, mail.id).await,
            MailOutcome::Again(at, error) => outbox::postpone(tx, mail, *at, error).await,
            MailOutcome::GivenUp(now, error) => outbox::give_up(tx, mail, *now, error).await,
        }
    }
}

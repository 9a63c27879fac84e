//! The mails that wait.

use domain::{MailId, OrganizationId, Timestamp};
use storage::tables::outbox::{self, MailTotals, WaitingMail};
use storage::{Query, QueryCost, Snapshot, StorageError};
use uuid::Uuid;

/// Mails of an organization that wait, in the order of writing: a page of them, and the mail after which it begins.
#[derive(Debug, Clone)]
pub struct ListMails {
    /// Whose mails.
    pub organization_id: OrganizationId,
    /// After which mail.
    pub after: Option<MailId>,
    /// How many at most.
    pub limit: u16,
}

impl Query for ListMails {
    type Output = Vec<WaitingMail>;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Vec<WaitingMail>, StorageError> {
        let after = self.after.unwrap_or(MailId::from_uuid(Uuid::nil()));
        outbox::after(at, self.organization_id, after, self.limit.into()).await
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Range
    }
}

/// Mails that are due, whichever organization's, those first that have been for longest.
#[derive(Debug, Clone)]
pub(crate) struct ListDueMails {
    pub(crate) now: Timestamp,
    pub(crate) limit: usize,
}

impl Query for ListDueMails {
    type Output = Vec<WaitingMail>;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Vec<WaitingMail>, StorageError> {
        outbox::due(at, self.now, i64::try_from(self.limit).unwrap_or(i64::MAX)).await
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Range
    }
}

/// How many mails of all organizations wait, and how many were given up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CountMails;

impl Query for CountMails {
    type Output = MailTotals;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<MailTotals, StorageError> {
        outbox::totals(at).await
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

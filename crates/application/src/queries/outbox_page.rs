//! The mails of an organization as the console shows them, the newest first.

use domain::{MailId, MailKind, MemberId, OrganizationId, Timestamp};
use storage::tables::outbox::{self, MailTotals, WaitingMail};
use storage::tables::sent_mail::{self, SentMail};
use storage::{Query, QueryCost, Snapshot, StorageError};
use uuid::Uuid;

/// Where mails are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OutboxTab {
    /// They are or will be tried.
    #[default]
    Waiting,
    /// They were given up.
    Failed,
    /// They were sent within the last 30 days.
    Sent,
}

/// A page of an organization's mails, the newest first.
#[derive(Debug, Clone, Copy)]
pub struct ReadOutboxPage {
    /// Whose mails.
    pub organization_id: OrganizationId,
    /// Which.
    pub tab: OutboxTab,
    /// Those that were written before this one alone.
    pub before: Option<MailId>,
    /// How many at most.
    pub limit: u16,
}

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxPage {
    /// How many mails wait, and how many were given up.
    pub totals: MailTotals,
    /// The mails.
    pub rows: Vec<OutboxRow>,
    /// The mail before which the next page begins; none where there is nothing older.
    pub older: Option<MailId>,
}

/// A mail in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// Its identifier.
    pub id: MailId,
    /// What it says.
    pub kind: MailKind,
    /// The member that it is about.
    pub member_id: MemberId,
    /// The address it goes to.
    pub recipient: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// How it stands with it.
    pub state: MailState,
}

/// How it stands with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailState {
    /// It is or will be tried.
    Waiting {
        /// When it is tried next.
        due_at: Timestamp,
        /// How often it was tried.
        attempts: i64,
        /// Why the last attempt failed.
        last_error: Option<String>,
    },
    /// It was given up.
    Failed {
        /// When.
        at: Timestamp,
        /// How often it was tried.
        attempts: i64,
        /// Why the last attempt failed.
        last_error: Option<String>,
    },
    /// It was sent.
    Sent {
        /// When.
        at: Timestamp,
    },
}

impl From<WaitingMail> for OutboxRow {
    fn from(mail: WaitingMail) -> Self {
        let (attempts, last_error) = (mail.attempts, mail.last_error);
        let state = match mail.dead_at {
            Some(at) => MailState::Failed { at, attempts, last_error },
            None => MailState::Waiting { due_at: mail.due_at, attempts, last_error },
        };
        let (kind, member_id, recipient) = (mail.kind, mail.member_id, mail.recipient);
        Self { id: mail.id, kind, member_id, recipient, created_at: mail.created_at, state }
    }
}

impl From<SentMail> for OutboxRow {
    fn from(mail: SentMail) -> Self {
        let (kind, member_id, recipient) = (mail.kind, mail.member_id, mail.recipient);
        let state = MailState::Sent { at: mail.sent_at };
        Self { id: mail.id, kind, member_id, recipient, created_at: mail.created_at, state }
    }
}

impl Query for ReadOutboxPage {
    type Output = OutboxPage;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<OutboxPage, StorageError> {
        let (id, limit) = (self.organization_id, i64::from(self.limit) + 1);
        let before = self.before.unwrap_or(MailId::from_uuid(Uuid::max()));
        let totals = outbox::totals_of(at, id).await?;
        let mut rows: Vec<OutboxRow> = match self.tab {
            OutboxTab::Sent => {
                sent_mail::list_before(at, id, before, limit).await?.into_iter().map(OutboxRow::from).collect()
            }
            tab => {
                let mails = outbox::before(at, id, tab == OutboxTab::Failed, before, limit).await?;
                mails.into_iter().map(OutboxRow::from).collect()
            }
        };
        let has_more = rows.len() > usize::from(self.limit);
        rows.truncate(self.limit.into());
        let older = rows.last().map(|row| row.id).filter(|_| has_more);
        Ok(OutboxPage { totals, rows, older })
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

/// One mail that was sent.
#[derive(Debug, Clone, Copy)]
pub struct FindSentMail {
    /// Whose mail.
    pub organization_id: OrganizationId,
    /// Which.
    pub id: MailId,
}

impl Query for FindSentMail {
    type Output = Option<SentMail>;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<SentMail>, StorageError> {
        sent_mail::find(at, self.organization_id, self.id).await
    }
}

//! Mails that were sent: which kind, to whom and when. What they said is not kept.

use super::outbox::WaitingMail;
use crate::{Row, Snapshot, StorageError, Transaction, statements};
use domain::{MailId, MailKind, MemberId, OrganizationId, Timestamp};

macro_rules! columns {
    () => {
        "organization_id, id, kind, member_id, recipient, created_at, sent_at"
    };
}

statements! {
    /// The mails of an organization that were written before one, the newest first.
    BEFORE: Range = concat!(
        "SELECT ", columns!(), " FROM sent_mail WHERE organization_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3"
    );
    /// One mail.
    BY_ID: Point = concat!("SELECT ", columns!(), " FROM sent_mail WHERE organization_id = $1 AND id = $2");
    /// Notes a mail; one that was sent twice is noted once.
    INSERT: Write = concat!(
        "INSERT INTO sent_mail (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"
    );
    /// Drops what was written before an id.
    DELETE_BEFORE: WriteRange = "DELETE FROM sent_mail WHERE organization_id = $1 AND id < $2";
}

/// A mail that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentMail {
    /// The organization that sent it.
    pub organization_id: OrganizationId,
    /// Its identifier, which is in its Message-ID too.
    pub id: MailId,
    /// What it said.
    pub kind: MailKind,
    /// The member that it was about.
    pub member_id: MemberId,
    /// The address it went to.
    pub recipient: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it left.
    pub sent_at: Timestamp,
}

/// As many sent mails of an organization as this, the newest first, from before one of them.
pub async fn list_before(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    id: MailId,
    limit: i64,
) -> Result<Vec<SentMail>, StorageError> {
    at.fetch(&BEFORE, &[organization_id.uuid().into(), id.uuid().into(), limit.into()], read).await
}

/// One sent mail.
pub async fn find(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    id: MailId,
) -> Result<Option<SentMail>, StorageError> {
    at.fetch_optional(&BY_ID, &[organization_id.uuid().into(), id.uuid().into()], read).await
}

/// Notes that a mail was sent.
pub async fn insert(tx: &mut Transaction<'_>, mail: &WaitingMail, sent_at: Timestamp) -> Result<(), StorageError> {
    let params = [
        mail.organization_id.uuid().into(),
        mail.id.uuid().into(),
        mail.kind.number().into(),
        mail.member_id.uuid().into(),
        (&mail.recipient).into(),
        mail.created_at.micros().into(),
        sent_at.micros().into(),
    ];
    tx.execute(&INSERT, &params).await.map(drop)
}

/// Drops the mails of an organization that were written before this id; answers how many.
pub async fn delete_before(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    id: MailId,
) -> Result<u64, StorageError> {
    tx.execute(&DELETE_BEFORE, &[organization_id.uuid().into(), id.uuid().into()]).await
}

fn read(row: &dyn Row) -> Result<SentMail, StorageError> {
    Ok(SentMail {
        organization_id: OrganizationId::from_uuid(row.uuid(0)?),
        id: MailId::from_uuid(row.uuid(1)?),
        kind: MailKind::from_number(row.int(2)?).ok_or_else(|| row.corrupt(2))?,
        member_id: MemberId::from_uuid(row.uuid(3)?),
        recipient: row.text(4)?.to_owned(),
        created_at: Timestamp::from_micros(row.int(5)?),
        sent_at: Timestamp::from_micros(row.int(6)?),
    })
}

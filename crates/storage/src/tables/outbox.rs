//! Mails that wait to be sent.
//!
//! A mail is due at a moment. Whoever wants to send it moves that moment into the future first, and only one can: the mail
//! is theirs until then. One that is given up is never due.

#[cfg(test)]
use super::values::Generated;
use super::values::{lists, numbered, placeholders, stretches};
#[cfg(test)]
use crate::Cost;
use crate::{Param, Row, Snapshot, StorageError, Transaction, statements};
use domain::{AccountId, MailId, MailKind, MemberId, OrganizationId, Timestamp};

/// When a mail is due that is not tried any more.
const NEVER: i64 = i64::MAX;

macro_rules! columns {
    () => {
        "organization_id, id, kind, member_id, recipient, acting_account_id, created_at, due_at, attempts, dead_at, \
         last_error"
    };
}

statements! {
    /// Puts a mail into the outbox.
    INSERT: Write = "INSERT INTO outbox (organization_id, id, kind, member_id, recipient, acting_account_id, \
        created_at, due_at, attempts) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// Takes back what waits for a member.
    DELETE_OF_MEMBER: WriteRange = "DELETE FROM outbox WHERE organization_id = $1 AND member_id = $2 RETURNING kind";
    /// What waits for a member.
    OF_MEMBER: Range = concat!(
        "SELECT ", columns!(), " FROM outbox WHERE organization_id = $1 AND member_id = $2 ORDER BY id"
    );
    /// What waits in an organization, in the order of writing.
    AFTER: Range = concat!(
        "SELECT ", columns!(), " FROM outbox WHERE organization_id = $1 AND id > $2 ORDER BY id LIMIT $3"
    );
    /// What will be tried, the newest first.
    WAITING_BEFORE: Range = concat!(
        "SELECT ", columns!(),
        " FROM outbox WHERE organization_id = $1 AND id < $2 AND dead_at IS NULL ORDER BY id DESC LIMIT $3"
    );
    /// What was given up, the newest first.
    DEAD_BEFORE: Range = concat!(
        "SELECT ", columns!(),
        " FROM outbox WHERE organization_id = $1 AND id < $2 AND dead_at IS NOT NULL ORDER BY id DESC LIMIT $3"
    );
    /// How many an organization has.
    COUNT_OF_ORGANIZATION: Scan = "SELECT COUNT(*) FROM outbox WHERE organization_id = $1";
    /// How many of them were given up.
    DEAD_OF_ORGANIZATION: Scan = "SELECT COUNT(*) FROM outbox WHERE organization_id = $1 AND dead_at IS NOT NULL";
    /// What is due, whichever organization's it is.
    DUE: Sweep = concat!(
        "SELECT ", columns!(), " FROM outbox WHERE due_at <= $1 ORDER BY due_at, organization_id, id LIMIT $2"
    );
    /// Makes a mail one's own until a moment, unless somebody else has meanwhile.
    CLAIM: Write = "UPDATE outbox SET due_at = $4, attempts = attempts + 1 \
        WHERE organization_id = $1 AND id = $2 AND due_at = $3";
    /// Notes that an attempt failed, unless another one has begun.
    FAIL: Write = "UPDATE outbox SET due_at = $4, dead_at = $5, last_error = $6 \
        WHERE organization_id = $1 AND id = $2 AND attempts = $3";
    /// Makes a mail due, as if it had never been tried.
    REVIVE: Write = "UPDATE outbox SET due_at = $3, dead_at = NULL, attempts = 0 WHERE organization_id = $1 AND id = $2";
    /// Removes a mail.
    DELETE: Write = "DELETE FROM outbox WHERE organization_id = $1 AND id = $2";
    /// How many there are, and how many of them were given up.
    COUNTS: Scan = "SELECT COUNT(*), COUNT(dead_at) FROM outbox";
}

/// A mail that waits to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingMail {
    /// The organization that sends it.
    pub organization_id: OrganizationId,
    /// Its identifier.
    pub id: MailId,
    /// What it says.
    pub kind: MailKind,
    /// The member that it is about.
    pub member_id: MemberId,
    /// The address it goes to.
    pub recipient: String,
    /// The person who caused it; none where a directory or the operator did.
    pub acting_account_id: Option<AccountId>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it is tried next, or when whoever sends it now must be done.
    pub due_at: Timestamp,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was given up.
    pub dead_at: Option<Timestamp>,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
}

/// How many mails there are.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct MailTotals {
    /// Mails that are or will be tried.
    pub waiting: i64,
    /// Mails that were given up.
    pub dead: i64,
}

/// Puts mails that were just written into the outbox.
pub async fn insert(tx: &mut Transaction<'_>, mails: &[WaitingMail]) -> Result<(), StorageError> {
    for stretch in stretches(mails) {
        let params: Vec<Param<'_>> = stretch.iter().flat_map(params).collect();
        if stretch.len() == 1 {
            tx.execute(&INSERT, &params).await?;
        } else {
            tx.execute_dynamic(&insert_text(stretch.len()), &params).await?;
        }
    }
    Ok(())
}

fn params(mail: &WaitingMail) -> [Param<'_>; 9] {
    [
        mail.organization_id.uuid().into(),
        mail.id.uuid().into(),
        mail.kind.number().into(),
        mail.member_id.uuid().into(),
        (&mail.recipient).into(),
        mail.acting_account_id.map(AccountId::uuid).into(),
        mail.created_at.micros().into(),
        mail.due_at.micros().into(),
        mail.attempts.into(),
    ]
}

/// Takes back what waits about a member, who is another one now: an invitation is of no use to who is revoked. Answers how many invitations that were.
pub async fn delete_of_member(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    member_id: MemberId,
) -> Result<usize, StorageError> {
    let params = [organization_id.uuid().into(), member_id.uuid().into()];
    let kinds = tx.fetch(&DELETE_OF_MEMBER, &params, |row| row.int(0)).await?;
    Ok(kinds.into_iter().filter(|kind| *kind == MailKind::Invitation.number()).count())
}

/// Takes back what waits about these members.
pub async fn delete_of_members(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    ids: &[MemberId],
) -> Result<(), StorageError> {
    for list in lists(ids) {
        let mut params = vec![Param::from(organization_id.uuid())];
        params.extend(list.iter().map(|id| Param::from(id.uuid())));
        tx.execute_dynamic(&delete_of_members_text(list.len()), &params).await?;
    }
    Ok(())
}

/// What waits about a member.
pub async fn of_member(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    member_id: MemberId,
) -> Result<Vec<WaitingMail>, StorageError> {
    at.fetch(&OF_MEMBER, &[organization_id.uuid().into(), member_id.uuid().into()], read).await
}

/// As many mails of an organization as this, in the order of writing, after one of them.
pub async fn after(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    id: MailId,
    limit: i64,
) -> Result<Vec<WaitingMail>, StorageError> {
    at.fetch(&AFTER, &[organization_id.uuid().into(), id.uuid().into(), limit.into()], read).await
}

/// As many mails of an organization as this, the newest first, from before one of them: those that were given up, or those
/// that will be tried.
pub async fn before(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    dead: bool,
    id: MailId,
    limit: i64,
) -> Result<Vec<WaitingMail>, StorageError> {
    let statement = if dead { &DEAD_BEFORE } else { &WAITING_BEFORE };
    at.fetch(statement, &[organization_id.uuid().into(), id.uuid().into(), limit.into()], read).await
}

/// How many mails of an organization there are.
pub async fn totals_of(at: &mut Snapshot<'_>, organization_id: OrganizationId) -> Result<MailTotals, StorageError> {
    let params = [organization_id.uuid().into()];
    let all = at.fetch_optional(&COUNT_OF_ORGANIZATION, &params, |row| row.int(0)).await?.unwrap_or(0);
    let dead = dead_of(at, organization_id).await?;
    Ok(MailTotals { waiting: all - dead, dead })
}

/// How many mails of an organization were given up.
pub async fn dead_of(at: &mut Snapshot<'_>, organization_id: OrganizationId) -> Result<i64, StorageError> {
    let params = [organization_id.uuid().into()];
    Ok(at.fetch_optional(&DEAD_OF_ORGANIZATION, &params, |row| row.int(0)).await?.unwrap_or(0))
}

/// As many mails that are due as this, those first that have been for longest.
pub async fn due(at: &mut Snapshot<'_>, now: Timestamp, limit: i64) -> Result<Vec<WaitingMail>, StorageError> {
    at.fetch(&DUE, &[now.micros().into(), limit.into()], read).await
}

/// Makes a mail one's own until a moment, and counts the attempt. False where somebody else has, or it is gone.
pub async fn claim(tx: &mut Transaction<'_>, mail: &WaitingMail, until: Timestamp) -> Result<bool, StorageError> {
    let params: [Param<'_>; 4] =
        [mail.organization_id.uuid().into(), mail.id.uuid().into(), mail.due_at.micros().into(), until.micros().into()];
    Ok(tx.execute(&CLAIM, &params).await? > 0)
}

/// Notes why an attempt failed, and when the next one is.
pub async fn postpone(
    tx: &mut Transaction<'_>,
    mail: &WaitingMail,
    until: Timestamp,
    error: &str,
) -> Result<(), StorageError> {
    fail(tx, mail, until.micros(), None, error).await
}

/// Gives a mail up. It stays, with the reason.
pub async fn give_up(
    tx: &mut Transaction<'_>,
    mail: &WaitingMail,
    now: Timestamp,
    error: &str,
) -> Result<(), StorageError> {
    fail(tx, mail, NEVER, Some(now.micros()), error).await
}

async fn fail(
    tx: &mut Transaction<'_>,
    mail: &WaitingMail,
    due_at: i64,
    dead_at: Option<i64>,
    error: &str,
) -> Result<(), StorageError> {
    let params: [Param<'_>; 6] = [
        mail.organization_id.uuid().into(),
        mail.id.uuid().into(),
        mail.attempts.into(),
        due_at.into(),
        dead_at.into(),
        error.into(),
    ];
    tx.execute(&FAIL, &params).await.map(drop)
}

/// Makes a mail due, as if it had never been tried; false where it is gone.
pub async fn revive(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    id: MailId,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let params = [organization_id.uuid().into(), id.uuid().into(), now.micros().into()];
    Ok(tx.execute(&REVIVE, &params).await? > 0)
}

/// Removes a mail that was sent, or that nobody needs any more.
pub async fn delete(tx: &mut Transaction<'_>, organization_id: OrganizationId, id: MailId) -> Result<(), StorageError> {
    tx.execute(&DELETE, &[organization_id.uuid().into(), id.uuid().into()]).await.map(drop)
}

/// How many mails there are in all organizations.
pub async fn totals(at: &mut Snapshot<'_>) -> Result<MailTotals, StorageError> {
    let counts = at.fetch_optional(&COUNTS, &[], |row| Ok((row.int(0)?, row.int(1)?))).await?;
    Ok(counts.map(|(all, dead)| MailTotals { waiting: all - dead, dead }).unwrap_or_default())
}

fn insert_text(rows: usize) -> String {
    format!(
        "INSERT INTO outbox (organization_id, id, kind, member_id, recipient, acting_account_id, created_at, due_at, \
         attempts) VALUES {}",
        placeholders(rows, 9)
    )
}

fn delete_of_members_text(members: usize) -> String {
    format!("DELETE FROM outbox WHERE organization_id = $1 AND member_id IN ({})", numbered(2, members))
}

/// The texts made at run time, for the catalogue's test.
#[cfg(test)]
pub(crate) fn generated() -> Vec<Generated> {
    [
        Generated::with_values("outbox.insert", insert_text),
        Generated::with_list("outbox.delete_of_members", Cost::WriteRange, delete_of_members_text),
    ]
    .concat()
}

fn read(row: &dyn Row) -> Result<WaitingMail, StorageError> {
    Ok(WaitingMail {
        organization_id: OrganizationId::from_uuid(row.uuid(0)?),
        id: MailId::from_uuid(row.uuid(1)?),
        kind: MailKind::from_number(row.int(2)?).ok_or_else(|| row.corrupt(2))?,
        member_id: MemberId::from_uuid(row.uuid(3)?),
        recipient: row.text(4)?.to_owned(),
        acting_account_id: row.opt_uuid(5)?.map(AccountId::from_uuid),
        created_at: Timestamp::from_micros(row.int(6)?),
        due_at: Timestamp::from_micros(row.int(7)?),
        attempts: row.int(8)?,
        dead_at: row.opt_int(9)?.map(Timestamp::from_micros),
        last_error: row.opt_text(10)?.map(str::to_owned),
    })
}

//! What no use case does: rows that will come from parts that do not exist yet, a look at the log and the outbox, and
//! edits that an intruder would make.

use application::{Application, ListOrganizations};
use domain::{ChainTip, Ledger, Member, MemberId, OrganizationId, RecordedEvent};
use storage::tables::outbox::WaitingMail;
use storage::tables::{event, ledger, member, outbox};
use storage::{Command, Query, QueryCost, Snapshot, StorageError, Transaction};

/// Stores a member in whatever state, counted in the ledger; without an event.
pub async fn insert_member(application: &Application, member: Member) -> Result<(), StorageError> {
    application.run(InsertMember(member)).await
}

/// The whole event log of an organization.
pub async fn events(application: &Application, id: OrganizationId) -> Result<Vec<RecordedEvent>, StorageError> {
    application.read(&Events(id)).await
}

/// The invitations that wait for a member.
pub async fn invitations(
    application: &Application,
    organization_id: OrganizationId,
    member_id: MemberId,
) -> Result<Vec<WaitingMail>, StorageError> {
    application.read(&Invitations(organization_id, member_id)).await
}

/// The ledger of an organization and its tip, as they are stored.
pub async fn ledger(application: &Application, id: OrganizationId) -> Result<Option<(Ledger, ChainTip)>, StorageError> {
    application.read(&ReadLedger(id)).await
}

/// The ledgers of all organizations: where their logs end, and what they count. Whatever changes members, groups, collections
/// or settings changes one; what somebody changes of their own account does not.
pub async fn ledgers(application: &Application) -> Result<Vec<Ledger>, StorageError> {
    let mut ledgers = Vec::new();
    for organization in application.read(&ListOrganizations).await? {
        ledgers.extend(ledger(application, organization.id).await?.map(|(ledger, _)| ledger));
    }
    Ok(ledgers)
}

/// Puts a ledger and its tip back as they once were.
pub async fn put_ledger(application: &Application, ledger: Ledger, tip: ChainTip) -> Result<(), StorageError> {
    application.run(PutLedger(ledger, tip)).await
}

/// Runs one statement behind the program's back and answers how many rows it changed; `$1` is the organization.
pub async fn execute(application: &Application, sql: &str, id: OrganizationId) -> Result<u64, StorageError> {
    application.run(Execute(sql.to_owned(), id)).await
}

/// The first number that one statement answers; `$1` is the organization.
pub async fn number(application: &Application, sql: &str, id: OrganizationId) -> Result<i64, StorageError> {
    application.read(&Number(sql, id)).await
}

struct InsertMember(Member);

impl Command for InsertMember {
    type Output = ();
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<(), StorageError> {
        let found = ledger::find_with_tip(tx, self.0.organization_id).await?;
        let (mut ledger, tip) = found.ok_or_else(|| StorageError::Driver("no such organization".to_owned()))?;
        ledger.add_member(&self.0);
        ledger.last_id = ledger.last_id.max(self.0.id.uuid());
        member::insert(tx, &self.0).await?;
        ledger::update(tx, &ledger, &tip).await
    }
}

struct Events(OrganizationId);

impl Query for Events {
    type Output = Vec<RecordedEvent>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Vec<RecordedEvent>, StorageError> {
        Ok(event::list_after(at, self.0, 0, i64::MAX).await?.into_iter().map(|(event, _)| event).collect())
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

struct Invitations(OrganizationId, MemberId);

impl Query for Invitations {
    type Output = Vec<WaitingMail>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Vec<WaitingMail>, StorageError> {
        outbox::of_member(at, self.0, self.1).await
    }
}

struct ReadLedger(OrganizationId);

impl Query for ReadLedger {
    type Output = Option<(Ledger, ChainTip)>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<(Ledger, ChainTip)>, StorageError> {
        ledger::find_with_tip(at, self.0).await
    }
}

struct PutLedger(Ledger, ChainTip);

impl Command for PutLedger {
    type Output = ();
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<(), StorageError> {
        ledger::update(tx, &self.0, &self.1).await
    }
}

struct Execute(String, OrganizationId);

impl Command for Execute {
    type Output = u64;
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<u64, StorageError> {
        tx.execute_dynamic(&self.0, &[self.1.uuid().into()]).await
    }
}

struct Number<'a>(&'a str, OrganizationId);

impl Query for Number<'_> {
    type Output = i64;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<i64, StorageError> {
        let rows = at.fetch_dynamic(self.0, &[self.1.uuid().into()], |row| row.int(0)).await?;
        rows.first().copied().ok_or_else(|| StorageError::Driver(format!("no row: {}", self.0)))
    }
}

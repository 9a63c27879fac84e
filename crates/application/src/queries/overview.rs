//! What an organization's administrators see first: people, seats, and what needs them.

use super::trace_page::first_id_of;
use super::trace_report::ProvisioningReport;
use domain::{
    INVITATION_LIFETIME_HOURS, MemberId, Organization, OrganizationId, ScimKeyRecord, StatusCounts, Timestamp,
};
use std::time::Duration;
use storage::tables::{ledger, member, member_day, organization, outbox, scim_key};
use storage::{Query, QueryCost, Snapshot, StorageError};

/// Microseconds of a day.
pub(crate) const DAY: i64 = 86_400_000_000;
/// Days that the overview shows.
const DAYS: i64 = 30;
/// How long before its end a key needs somebody.
const KEY_NOTICE: Duration = Duration::from_hours(14 * 24);
/// How long before its end an invitation needs somebody.
const INVITATION_NOTICE: Duration = Duration::from_hours(24);
/// Invited members that are looked at, the newest of those whose invitation can be running out.
const INVITED: i64 = 2_000;
/// How long nobody may have called until that needs somebody.
const SILENCE: Duration = Duration::from_hours(24);

/// An organization as its overview shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// The organization.
    pub organization: Organization,
    /// Members by status, now.
    pub people: StatusCounts,
    /// Members by status on the last 30 days, oldest first; today comes last. Days before anybody looked are left out.
    pub days: Vec<DayOfMembers>,
    /// Its seats.
    pub seats: Seats,
    /// What the identity provider did.
    pub provisioning: ProvisioningReport,
    /// What needs an administrator.
    pub needs: Needs,
}

/// Members by status on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayOfMembers {
    /// When the day begins, in UTC.
    pub day: Timestamp,
    /// Members by status, as last seen on it.
    pub people: StatusCounts,
}

/// The seats of an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seats {
    /// How many there are; none is no limit.
    pub limit: Option<i64>,
    /// How many are taken.
    pub used: i64,
    /// How many will be taken once everybody who is Staged is invited.
    pub foreseen: i64,
}

impl Seats {
    pub(crate) const fn of(limit: Option<i64>, used: i64, people: StatusCounts) -> Self {
        Self { limit, used, foreseen: used + people.staged }
    }
}

/// What needs an administrator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needs {
    /// People who wait to be confirmed.
    pub waiting: i64,
    /// Mails that were given up.
    pub dead_mails: i64,
    /// Invitations that run out within a day.
    pub expiring_invitations: u64,
    /// Invitations that have run out; of a great many some are left out.
    pub expired_invitations: u64,
    /// Calls of the identity provider that were refused within the last 24 hours.
    pub refused_calls: i64,
    /// Calls that the server failed within the last 24 hours.
    pub failed_calls: i64,
    /// SCIM keys that end within 14 days and were not replaced.
    pub expiring_keys: Vec<ScimKeyRecord>,
    /// When the identity provider called last, where SCIM is on and that is more than 24 hours ago.
    pub silent_since: Option<Timestamp>,
}

/// The part of the overview that the main database has. The rest is filled in by the caller.
#[derive(Debug, Clone)]
pub(crate) struct ReadOverview {
    pub(crate) organization_id: OrganizationId,
    pub(crate) now: Timestamp,
    pub(crate) provisioning: ProvisioningReport,
}

impl Query for ReadOverview {
    type Output = Option<Overview>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<Overview>, StorageError> {
        let id = self.organization_id;
        let Some(organization) = organization::find(at, id).await? else { return Ok(None) };
        let Some(ledger) = ledger::find(at, id).await? else { return Ok(None) };
        let keys = scim_key::list(at, id).await?;
        let (expiring_invitations, expired_invitations) = self.invitations(at).await?;
        let calls = self.provisioning.last_day();
        let last_call = self.provisioning.last_call.as_ref().map(|call| call.occurred_at);
        let is_heard = organization.scim.enabled && keys.iter().any(|key| key.is_live(self.now));
        let needs = Needs {
            waiting: ledger.people.accepted,
            dead_mails: outbox::dead_of(at, id).await?,
            expiring_invitations,
            expired_invitations,
            refused_calls: calls.refused,
            failed_calls: calls.failed,
            expiring_keys: keys.into_iter().filter(|key| self.is_expiring(key)).collect(),
            silent_since: last_call.filter(|last| is_heard && *last < self.now.before(SILENCE)),
        };
        Ok(Some(Overview {
            people: ledger.people,
            days: self.days(at, ledger.people).await?,
            seats: Seats::of(organization.seats, ledger.occupied_seats, ledger.people),
            provisioning: self.provisioning.clone(),
            needs,
            organization,
        }))
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

impl ReadOverview {
    fn is_expiring(&self, key: &ScimKeyRecord) -> bool {
        let soon = key.expires_at.is_some_and(|end| end < self.now.after(KEY_NOTICE));
        key.is_live(self.now) && key.replaced_at.is_none() && soon
    }

    /// How many invitations run out soon, and how many have. Who was made within the last days cannot be among them.
    async fn invitations(&self, at: &mut Snapshot<'_>) -> Result<(u64, u64), StorageError> {
        let lifetime = Duration::from_hours(INVITATION_LIFETIME_HOURS);
        let (ended, ending) = (self.now.before(lifetime), self.now.before(lifetime).after(INVITATION_NOTICE));
        let before = MemberId::from_uuid(first_id_of(ending.after(Duration::from_secs(1))));
        let (mut expiring, mut expired) = (0, 0);
        for invited_at in member::invited_before(at, self.organization_id, before, INVITED).await? {
            expired += u64::from(invited_at <= ended);
            expiring += u64::from(invited_at > ended && invited_at <= ending);
        }
        Ok((expiring, expired))
    }

    /// The last days. A day on which nobody looked had what the one before it had.
    async fn days(&self, at: &mut Snapshot<'_>, now: StatusCounts) -> Result<Vec<DayOfMembers>, StorageError> {
        let today = self.now.micros().div_euclid(DAY);
        let first = today - DAYS + 1;
        let mut last = member_day::last_before(at, self.organization_id, first).await?.map(|(_, people)| people);
        let known = member_day::list_from(at, self.organization_id, first).await?;
        let mut days = Vec::new();
        for day in first..today {
            last = known.iter().find(|(of, _)| *of == day).map(|(_, people)| *people).or(last);
            days.extend(last.map(|people| DayOfMembers { day: Timestamp::from_micros(day * DAY), people }));
        }
        days.push(DayOfMembers { day: Timestamp::from_micros(today * DAY), people: now });
        Ok(days)
    }
}

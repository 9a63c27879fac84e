//! The event log as the console shows it: the newest first, narrowed, with names.

use super::event_rows::{EventRow, rows_of};
use domain::{AccountId, EventSystemUser, EventType, MemberId, OrganizationId, RecordedEvent, ScimKeyId, Timestamp};
use std::time::Duration;
use storage::tables::event::{self, EventLead};
use storage::tables::ledger;
use storage::{Query, QueryCost, Snapshot, StorageError};

/// Events read at once.
const STRETCH: i64 = 500;
/// Events that one page looks at: where few of them match, the next page goes on from there.
const MOST: usize = 10_000;
/// Events of one moment stand in any order, and clocks of several servers differ a little.
const DISORDER: Duration = Duration::from_mins(1);
/// How much later clients tell of something, as far as a range with an end looks for it.
const TOLD_LATER: Duration = Duration::from_hours(24);

/// Which events. All conditions that are given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// What happened to this member.
    pub member_id: Option<MemberId>,
    /// What was done by this actor.
    pub actor: Option<ActorFilter>,
    /// Events of these types; of all where none is named.
    pub types: Vec<EventType>,
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment. What a client told more than a day later is left out.
    pub until: Option<Timestamp>,
}

/// Who acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorFilter {
    /// A person.
    Account(AccountId),
    /// The identity provider, by one key.
    ScimKey(ScimKeyId),
    /// The identity provider, a script, or the server.
    System(EventSystemUser),
}

impl EventFilter {
    fn lead(&self) -> EventLead {
        match (self.member_id, self.actor) {
            (Some(id), _) => EventLead::Member(id),
            (None, Some(ActorFilter::Account(id))) => EventLead::Actor(id),
            (None, _) => EventLead::All,
        }
    }

    pub(super) fn holds(&self, event: &RecordedEvent) -> bool {
        let by = |actor: ActorFilter| match actor {
            ActorFilter::Account(id) => event.acting_account_id == Some(id),
            ActorFilter::ScimKey(id) => event.scim_key_id == Some(id),
            ActorFilter::System(user) => event.acting_account_id.is_none() && event.system_user == Some(user as i64),
        };
        self.member_id.is_none_or(|id| event.subject.member_id == Some(id))
            && self.actor.is_none_or(by)
            && (self.types.is_empty() || self.types.iter().any(|wanted| wanted.number() == event.event_type))
            && self.from.is_none_or(|from| event.occurred_at >= from)
            && self.until.is_none_or(|until| event.occurred_at < until)
    }

    /// The numbers among which the events of the range are: from the first on, before the second.
    pub(super) async fn numbers(
        &self,
        at: &mut Snapshot<'_>,
        organization_id: OrganizationId,
    ) -> Result<(i64, i64), StorageError> {
        let last = ledger::find(at, organization_id).await?.map_or(0, |ledger| ledger.sequence);
        let from = match self.from {
            Some(from) => first_since(at, organization_id, last, from.before(DISORDER)).await?,
            None => 1,
        };
        let before = match self.until {
            Some(until) => first_since(at, organization_id, last, until.after(TOLD_LATER)).await?,
            None => last + 1,
        };
        Ok((from, before))
    }
}

/// The number of the first event since a moment, found by halves: they were written down in the order of time, but for
/// those that clients told later.
async fn first_since(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    last: i64,
    moment: Timestamp,
) -> Result<i64, StorageError> {
    let (mut low, mut high) = (1, last + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        match event::moment_at(at, organization_id, middle).await? {
            Some((sequence, occurred_at)) if occurred_at < moment => low = sequence + 1,
            _ => high = middle,
        }
    }
    Ok(low.min(last + 1))
}

/// A page of the event log, the newest first.
#[derive(Debug, Clone)]
pub struct ReadEventsPage {
    /// Whose log.
    pub organization_id: OrganizationId,
    /// Which events.
    pub filter: EventFilter,
    /// Those before this number alone.
    pub before: Option<i64>,
    /// How many at most.
    pub limit: u16,
}

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventsPage {
    /// The events.
    pub rows: Vec<EventRow>,
    /// The number before which the next page begins; none where there is nothing older. The next page may be empty, and
    /// this one too, where few events match among many.
    pub older: Option<i64>,
}

impl Query for ReadEventsPage {
    type Output = EventsPage;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<EventsPage, StorageError> {
        let (from, end) = self.filter.numbers(at, self.organization_id).await?;
        let mut before = self.before.map_or(end, |before| before.min(end));
        let (mut found, mut seen, limit) = (Vec::new(), 0, usize::from(self.limit));
        let is_led = self.filter == EventFilter { member_id: self.filter.member_id, ..EventFilter::default() };
        let stretch = if is_led { i64::from(self.limit) + 1 } else { STRETCH };
        let older = loop {
            let lead = self.filter.lead();
            let events = event::list_before(at, self.organization_id, lead, before, stretch).await?;
            let is_last = (events.len() as u64) < stretch.unsigned_abs()
                || events.last().is_none_or(|event| event.sequence <= from);
            seen += events.len();
            before = events.last().map_or(before, |event| event.sequence);
            found.extend(events.into_iter().filter(|event| event.sequence >= from && self.filter.holds(event)));
            if found.len() > limit {
                found.truncate(limit);
                break found.last().map(|event: &RecordedEvent| event.sequence);
            }
            if is_last {
                break None;
            }
            if seen >= MOST {
                break Some(before);
            }
        };
        Ok(EventsPage { rows: rows_of(at, self.organization_id, found).await?, older })
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

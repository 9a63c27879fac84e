//! Clients tell what somebody did with an organization's items.

use super::item_changes;
use crate::work::Work;
use crate::{Acting, Call, CommandError, Membership};
use domain::{AccountId, Event, EventSubject, EventType, ItemId, OrganizationId, Timestamp};
use std::collections::HashSet;
use std::time::Duration;
use storage::{Command, Transaction};

/// How long ago something may have happened: a client that was offline tells it later.
const OLDEST: Duration = Duration::from_hours(24 * 30);

/// What a client saw.
#[derive(Debug, Clone, Copy)]
pub struct ClientEvent {
    /// What happened.
    pub event_type: EventType,
    /// With which item; none where it is about all of the organization's.
    pub item_id: Option<ItemId>,
    /// When, as the client says.
    pub occurred_at: Option<Timestamp>,
}

/// Writes what a client tells into the organization's log, as far as it is about items that the person sees. Whatever
/// else it tells is nothing to the organization.
#[derive(Debug, Clone)]
pub struct CollectEvents {
    /// Who tells.
    pub call: Call,
    /// The person.
    pub account_id: AccountId,
    /// Whose log.
    pub organization_id: OrganizationId,
    /// What is told.
    pub events: Vec<ClientEvent>,
}

impl Command for CollectEvents {
    type Output = ();
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<(), CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        let membership = Membership::of_work(&mut work, self.account_id).await?;
        let ids: Vec<ItemId> = self.events.iter().filter_map(|event| event.item_id).collect();
        let reached = membership.items(work.tx, Acting::Member, &ids).await?;
        let seen: HashSet<ItemId> = reached.iter().map(|reached| reached.item.id).collect();
        for told in &self.events {
            let subject = match told.item_id {
                Some(id) if seen.contains(&id) => item_changes::subject(id),
                Some(_) => continue,
                None => EventSubject {
                    member_id: Some(membership.member.id),
                    account_id: Some(self.account_id),
                    ..EventSubject::default()
                },
            };
            let event = Event::unnamed(told.event_type, subject, &[]);
            work.record(Event { occurred_at: self.plausible(told.occurred_at), ..event });
        }
        Ok(work.finish().await?)
    }
}

impl CollectEvents {
    /// The client's moment, unless it lies in the future or too far in the past: then the call's counts.
    fn plausible(&self, told: Option<Timestamp>) -> Option<Timestamp> {
        told.filter(|at| (self.call.now.before(OLDEST)..=self.call.now).contains(at))
    }
}

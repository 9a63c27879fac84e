//! Events: what the log says of each change.

use crate::{
    AccountId, Actor, Change, CollectionId, DeviceType, EventType, GroupId, ItemId, MemberId, OrganizationId, PolicyId,
    ScimKeyId, Timestamp,
};
use serde_json::{Value, json};
use std::time::Duration;

/// Whom an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EventSubject {
    /// The membership.
    pub member_id: Option<MemberId>,
    /// The person's login.
    pub account_id: Option<AccountId>,
    /// The group.
    pub group_id: Option<GroupId>,
    /// The collection.
    pub collection_id: Option<CollectionId>,
    /// The item.
    pub item_id: Option<ItemId>,
    /// The policy.
    pub policy_id: Option<PolicyId>,
}

/// A change that is about to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What happened: Bitwarden's number.
    pub event_type: i64,
    /// Whom it is about.
    pub subject: EventSubject,
    /// A JSON object: the subject's name at the time, and each field before and after.
    pub details: String,
    /// When it happened, where it was told later.
    pub occurred_at: Option<Timestamp>,
}

impl Event {
    /// What becomes of a key that somebody looks at: the log knows of it, though nothing changes.
    pub const KEY_SHOWN: &'static str = "shown";

    /// An event about `subject`, known at the time by `name`.
    pub fn new(event_type: EventType, subject: EventSubject, name: &str, changes: &[Change]) -> Self {
        let details =
            if changes.is_empty() { json!({"name": name}) } else { json!({"name": name, "changes": changes}) };
        Self::with_details(event_type, subject, &details)
    }

    /// An event about something whose name the server cannot read.
    pub fn unnamed(event_type: EventType, subject: EventSubject, changes: &[Change]) -> Self {
        let details = if changes.is_empty() { json!({}) } else { json!({"changes": changes}) };
        Self::with_details(event_type, subject, &details)
    }

    /// The last event of an organization: its log outlives it, and ends with this.
    pub fn of_deletion(organization: &str) -> Self {
        let change = Change::of(DELETED, Some(organization), None);
        Self::new(EventType::OrganizationUpdated, EventSubject::default(), organization, change.as_slice())
    }

    /// The event of somebody who lost their access, `took` after that was asked for.
    pub fn of_cut_off(
        event_type: EventType,
        subject: EventSubject,
        name: &str,
        changes: &[Change],
        took: Duration,
    ) -> Self {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let details = json!({"name": name, "changes": changes, "cutOffMicros": micros});
        Self::with_details(event_type, subject, &details)
    }

    fn with_details(event_type: EventType, subject: EventSubject, details: &Value) -> Self {
        Self { event_type: event_type.number(), subject, details: details.to_string(), occurred_at: None }
    }
}

/// An event with its place in the organization's log; all of it goes into the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedEvent {
    /// Whose log.
    pub organization_id: OrganizationId,
    /// Its number: from 1, without gaps.
    pub sequence: i64,
    /// Bitwarden's event number.
    pub event_type: i64,
    /// When.
    pub occurred_at: Timestamp,
    /// Number of the system user that acted, where no person did.
    pub system_user: Option<i64>,
    /// The person who acted.
    pub acting_account_id: Option<AccountId>,
    /// The SCIM key that was used.
    pub scim_key_id: Option<ScimKeyId>,
    /// Number of the device type.
    pub device_type: i64,
    /// The caller's address.
    pub address: Option<String>,
    /// The request, as the provisioning trace and the answer's header name it.
    pub request_id: Option<String>,
    /// Whom it is about.
    pub subject: EventSubject,
    /// A JSON object, as in [`Event::details`].
    pub details: String,
}

/// The field that goes with an organization itself.
const DELETED: &str = "organization";

/// When, by whom and from where a change was made: the same for every event of one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventContext {
    /// When.
    pub occurred_at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// With what.
    pub device_type: DeviceType,
    /// The caller's address.
    pub address: Option<String>,
    /// The request, as the answer's header names it.
    pub request_id: Option<String>,
}

impl RecordedEvent {
    /// Whether this is the deletion of the organization ([`Event::of_deletion`]).
    pub fn is_deletion(&self) -> bool {
        let details: Value = serde_json::from_str(&self.details).unwrap_or_default();
        let change = details.pointer("/changes/0");
        self.event_type == EventType::OrganizationUpdated.number()
            && change.is_some_and(|change| {
                change.get("field") == Some(&DELETED.into()) && change.get("after") == Some(&Value::Null)
            })
    }

    /// Gives an event its place, time and actor.
    pub fn new(event: Event, organization_id: OrganizationId, sequence: i64, context: EventContext) -> Self {
        Self {
            organization_id,
            sequence,
            event_type: event.event_type,
            occurred_at: event.occurred_at.unwrap_or(context.occurred_at),
            system_user: context.actor.system_user().map(|user| user as i64),
            acting_account_id: context.actor.account_id(),
            scim_key_id: context.actor.scim_key_id(),
            device_type: context.device_type.number(),
            address: context.address,
            request_id: context.request_id,
            subject: event.subject,
            details: event.details,
        }
    }
}

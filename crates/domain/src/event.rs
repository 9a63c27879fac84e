//! Events: what the log says of each change.

use crate::{AccountId, Actor, Change, DeviceType, GroupId, MemberId, OrganizationId, ScimKeyId, Timestamp};
use serde_json::json;

/// Bitwarden's event numbers, those that Provost writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventType {
    /// A group was made.
    GroupCreated = 1400,
    /// A group's own data changed.
    GroupUpdated = 1401,
    /// A group was removed.
    GroupDeleted = 1402,
    /// A member was invited.
    MemberInvited = 1500,
    /// A member was given the organization's key.
    MemberConfirmed = 1501,
    /// A member's data changed.
    MemberUpdated = 1502,
    /// A member was removed for good.
    MemberRemoved = 1503,
    /// A member joined or left a group.
    MemberUpdatedGroups = 1504,
    /// A member was revoked.
    MemberRevoked = 1511,
    /// A member was restored.
    MemberRestored = 1512,
    /// A member was made without an invitation.
    MemberStaged = 1523,
    /// The organization's settings or keys changed.
    OrganizationUpdated = 1600,
}

impl EventType {
    /// Bitwarden's number.
    pub const fn number(self) -> i64 {
        self as i64
    }
}

/// Whom an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EventSubject {
    /// The membership.
    pub member_id: Option<MemberId>,
    /// The person's login.
    pub account_id: Option<AccountId>,
    /// The group.
    pub group_id: Option<GroupId>,
}

/// A change that is about to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub event_type: EventType,
    /// Whom it is about.
    pub subject: EventSubject,
    /// A JSON object: the subject's name at the time, and each field before and after.
    pub details: String,
}

impl Event {
    /// An event about `subject`, known at the time by `name`.
    pub fn new(event_type: EventType, subject: EventSubject, name: &str, changes: &[Change]) -> Self {
        let details =
            if changes.is_empty() { json!({"name": name}) } else { json!({"name": name, "changes": changes}) };
        Self { event_type, subject, details: details.to_string() }
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

impl RecordedEvent {
    /// Gives an event its place, time and actor.
    pub fn new(
        event: Event,
        organization_id: OrganizationId,
        sequence: i64,
        occurred_at: Timestamp,
        actor: Actor,
        address: Option<String>,
        request_id: Option<String>,
    ) -> Self {
        Self {
            organization_id,
            sequence,
            event_type: event.event_type.number(),
            occurred_at,
            system_user: actor.system_user().map(|user| user as i64),
            acting_account_id: actor.account_id(),
            scim_key_id: actor.scim_key_id(),
            device_type: DeviceType::Server as i64,
            address,
            request_id,
            subject: event.subject,
            details: event.details,
        }
    }
}

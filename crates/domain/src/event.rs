//! Events: what the log says of each change.

use crate::{
    AccountId, Actor, Change, CollectionId, DeviceType, GroupId, ItemId, MemberId, OrganizationId, PolicyId, ScimKeyId,
    Timestamp,
};
use serde_json::{Value, json};
use std::time::Duration;

/// Bitwarden's event numbers, those that Provost writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventType {
    /// A person signed in.
    AccountSignedIn = 1000,
    /// A person changed their master password.
    AccountChangedPassword = 1001,
    /// A person changed their two-step login.
    AccountChangedTwoStep = 1002,
    /// A person switched a two-step provider off.
    AccountDisabledTwoStep = 1003,
    /// A person used their recovery code.
    AccountRecoveredTwoStep = 1004,
    /// A sign-in failed for a wrong password.
    AccountFailedSignIn = 1005,
    /// A sign-in failed for a wrong two-step code.
    AccountFailedTwoStep = 1006,
    /// An item was made.
    ItemCreated = 1100,
    /// An item changed.
    ItemUpdated = 1101,
    /// An item was removed for good.
    ItemDeleted = 1102,
    /// A client showed an item. This one and the next ones are told by clients.
    ItemViewed = 1107,
    /// A client showed a password.
    ItemPasswordShown = 1108,
    /// A client showed a hidden field.
    ItemHiddenFieldShown = 1109,
    /// A client showed a card's security code.
    ItemCardCodeShown = 1110,
    /// A client copied a password.
    ItemPasswordCopied = 1111,
    /// A client copied a hidden field.
    ItemHiddenFieldCopied = 1112,
    /// A client copied a card's security code.
    ItemCardCodeCopied = 1113,
    /// A client filled an item in.
    ItemAutofilled = 1114,
    /// A client showed a card's number.
    ItemCardNumberShown = 1117,
    /// A person's item was given to the organization.
    ItemShared = 1105,
    /// An item's collections changed.
    ItemUpdatedCollections = 1106,
    /// An item went to the trash.
    ItemSoftDeleted = 1115,
    /// An item came back from the trash.
    ItemRestored = 1116,
    /// A collection was made.
    CollectionCreated = 1300,
    /// A collection or its access changed.
    CollectionUpdated = 1301,
    /// A collection was removed.
    CollectionDeleted = 1302,
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
    /// A member gave the organization a way to recover the account.
    MemberEnrolledRecovery = 1506,
    /// A member took that back.
    MemberWithdrewRecovery = 1507,
    /// An administrator reset a member's master password.
    MemberPasswordReset = 1508,
    /// A member was revoked.
    MemberRevoked = 1511,
    /// A member was restored.
    MemberRestored = 1512,
    /// A member was removed together with the account.
    MemberAccountDeleted = 1515,
    /// A member left.
    MemberLeft = 1516,
    /// A member was revoked for having no two-step login.
    MemberRevokedForTwoStep = 1520,
    /// A member was revoked for being in another organization too.
    MemberRevokedForSingleOrganization = 1521,
    /// A member was made without an invitation.
    MemberStaged = 1523,
    /// The organization's settings or keys changed.
    OrganizationUpdated = 1600,
    /// All items of the organization were removed for good.
    OrganizationPurged = 1601,
    /// A client exported the organization's items.
    OrganizationExported = 1602,
    /// A policy changed.
    PolicyUpdated = 1700,
}

impl EventType {
    /// Bitwarden's number.
    pub const fn number(self) -> i64 {
        self as i64
    }

    /// What a client saw somebody do with an item, if this is the number of such an event.
    pub const fn told_of_item(number: i64) -> Option<Self> {
        match number {
            1107 => Some(Self::ItemViewed),
            1108 => Some(Self::ItemPasswordShown),
            1109 => Some(Self::ItemHiddenFieldShown),
            1110 => Some(Self::ItemCardCodeShown),
            1111 => Some(Self::ItemPasswordCopied),
            1112 => Some(Self::ItemHiddenFieldCopied),
            1113 => Some(Self::ItemCardCodeCopied),
            1114 => Some(Self::ItemAutofilled),
            1117 => Some(Self::ItemCardNumberShown),
            _ => None,
        }
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

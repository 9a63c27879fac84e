//! The hash chain over an organization's events.
//!
//! Each event's hash covers the event and the hash before it, under a key that is not in the database: whoever edits,
//! inserts or deletes a row cannot make the chain fit again. The keyed tip does the same for the newest event, so that a
//! cut tail shows; a tip kept outside the database shows when both were put back.

use crate::{OrganizationId, RecordedEvent};
use aws_lc_rs::hmac;
use std::fmt;
use uuid::Uuid;

/// The hash of an event, or of the empty log.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ChainHash([u8; 32]);

impl ChainHash {
    /// What the first event follows.
    pub const START: Self = Self([0; 32]);

    /// A stored hash; none if it has not 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Its 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The keyed statement that an organization's log ends at this event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainTip(ChainHash);

impl ChainTip {
    /// A stored tip; none if it has not 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        ChainHash::from_bytes(bytes).map(Self)
    }

    /// Its 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }
}

/// The key of the chains.
pub struct ChainKey(hmac::Key);

impl fmt::Debug for ChainKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChainKey(…)")
    }
}

impl ChainKey {
    /// The key with these 32 secret bytes.
    pub fn new(secret: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// The hash of an event that follows the one with hash `previous`.
    pub fn hash(&self, previous: &ChainHash, event: &RecordedEvent) -> ChainHash {
        let mut mac = hmac::Context::with_key(&self.0);
        mac.update(previous.as_bytes());
        mac.update(&canonical(event));
        finish(mac)
    }

    /// The tip of a log that ends at event `sequence` with hash `head`.
    pub fn tip(&self, organization_id: OrganizationId, sequence: i64, head: &ChainHash) -> ChainTip {
        let mut mac = hmac::Context::with_key(&self.0);
        mac.update(b"tip");
        mac.update(organization_id.uuid().as_bytes());
        mac.update(&sequence.to_be_bytes());
        mac.update(head.as_bytes());
        ChainTip(finish(mac))
    }
}

fn finish(mac: hmac::Context) -> ChainHash {
    let mut hash = [0; 32];
    for (to, from) in hash.iter_mut().zip(mac.sign().as_ref()) {
        *to = *from;
    }
    ChainHash(hash)
}

/// The event as bytes, each field with its length, so that no two events share an encoding.
fn canonical(event: &RecordedEvent) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256 + event.details.len());
    bytes.push(1); // the encoding's version
    bytes.extend_from_slice(event.organization_id.uuid().as_bytes());
    for number in [event.sequence, event.event_type, event.occurred_at.micros(), event.device_type] {
        bytes.extend_from_slice(&number.to_be_bytes());
    }
    let system_user = event.system_user.map(i64::to_be_bytes);
    let ids = [
        event.acting_account_id.map(super::id::AccountId::uuid),
        event.scim_key_id.map(super::id::ScimKeyId::uuid),
        event.subject.member_id.map(super::id::MemberId::uuid),
        event.subject.account_id.map(super::id::AccountId::uuid),
        event.subject.group_id.map(super::id::GroupId::uuid),
    ];
    push(&mut bytes, system_user.as_ref().map(<[u8; 8]>::as_slice));
    for id in &ids {
        push(&mut bytes, id.as_ref().map(|id: &Uuid| id.as_bytes().as_slice()));
    }
    for text in [event.address.as_deref(), event.request_id.as_deref(), Some(event.details.as_str())] {
        push(&mut bytes, text.map(str::as_bytes));
    }
    // Added later: an event without them keeps the bytes that it had.
    let subject = &event.subject;
    let later = [
        (1, subject.collection_id.map(super::id::CollectionId::uuid)),
        (2, subject.item_id.map(super::id::ItemId::uuid)),
        (3, subject.policy_id.map(super::id::PolicyId::uuid)),
    ];
    for (field, id) in later {
        if let Some(id) = id {
            bytes.push(field);
            bytes.extend_from_slice(id.as_bytes());
        }
    }
    bytes
}

fn push(bytes: &mut Vec<u8>, field: Option<&[u8]>) {
    // -1 tells an absent field from an empty one.
    let length = field.map_or(-1, |field| i64::try_from(field.len()).unwrap_or(i64::MAX));
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(field.unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Actor, DeviceType, Event, EventContext, EventSubject, EventType, ItemId, MemberId, Timestamp};

    fn event() -> RecordedEvent {
        let subject = EventSubject { member_id: Some(MemberId::from_uuid(Uuid::from_u128(9))), ..Default::default() };
        RecordedEvent::new(
            Event::new(EventType::MemberInvited, subject, "Dora", &[]),
            OrganizationId::from_uuid(Uuid::from_u128(1)),
            1,
            EventContext {
                occurred_at: Timestamp::from_micros(77),
                actor: Actor::System,
                device_type: DeviceType::SERVER,
                address: Some("127.0.0.1".to_owned()),
                request_id: None,
            },
        )
    }

    #[test]
    fn every_field_counts() {
        let key = ChainKey::new(&[7; 32]);
        let original = key.hash(&ChainHash::START, &event());
        let edits: [fn(&mut RecordedEvent); 10] = [
            |e| e.sequence = 2,
            |e| e.event_type = 1501,
            |e| e.occurred_at = Timestamp::from_micros(78),
            |e| e.system_user = None,
            |e| e.device_type = 9,
            |e| e.address = None,
            |e| e.request_id = Some(String::new()),
            |e| e.subject.member_id = None,
            |e| e.subject.item_id = Some(ItemId::from_uuid(Uuid::from_u128(9))),
            |e| e.details.push(' '),
        ];
        for edit in edits {
            let mut edited = event();
            edit(&mut edited);
            assert_ne!(key.hash(&ChainHash::START, &edited), original, "{edited:?}");
        }
        assert_ne!(key.hash(&original, &event()), original);
        assert_ne!(ChainKey::new(&[8; 32]).hash(&ChainHash::START, &event()), original);
        assert_eq!(key.hash(&ChainHash::START, &event()), original);
    }

    #[test]
    fn a_tip_belongs_to_one_place() {
        let key = ChainKey::new(&[7; 32]);
        let organization = OrganizationId::from_uuid(Uuid::from_u128(1));
        let tip = key.tip(organization, 1, &ChainHash::START);
        assert_ne!(tip, key.tip(organization, 2, &ChainHash::START));
        assert_ne!(tip, key.tip(OrganizationId::from_uuid(Uuid::from_u128(2)), 1, &ChainHash::START));
    }
}

//! Events with names in place of ids, as people read them.

use domain::{AccountId, Change, EventType, MemberId, OrganizationId, RecordedEvent, ScimKeyId};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use storage::tables::account_brief::{self, AccountBrief};
use storage::tables::{account_membership, member, scim_key};
use storage::{Snapshot, StorageError};

/// An event as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// The event: its number, moment, address, and the ids of what it is about.
    pub event: RecordedEvent,
    /// Its type; none where another version of the program wrote it.
    pub event_type: Option<EventType>,
    /// Who acted.
    pub actor: EventActor,
    /// What it is about, by the name that it had at the time; none where the server cannot read that name.
    pub subject: Option<String>,
    /// The name that the member it is about goes by now; none where they are gone, or it is about none.
    pub member: Option<String>,
    /// Each field before and after.
    pub changes: Vec<Change>,
    /// How long somebody who lost their access still had it, in microseconds.
    pub cut_off_micros: Option<i64>,
}

/// Who caused an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventActor {
    /// A person.
    Person {
        /// The account.
        id: AccountId,
        /// The person; none where the account is gone.
        person: Option<AccountBrief>,
        /// The person as a member of the organization; none where they are none any more.
        member_id: Option<MemberId>,
    },
    /// The identity provider.
    Scim {
        /// The key that it used.
        key_id: Option<ScimKeyId>,
        /// The key's name.
        key_name: Option<String>,
    },
    /// A script with the organization's API key.
    PublicApi,
    /// The operator, or the server itself.
    Server,
}

impl EventActor {
    /// A text for exports: the person's address, `SCIM`, `Public API` or `Server`.
    pub fn text(&self) -> String {
        match self {
            Self::Person { person: Some(person), .. } => person.email.clone(),
            Self::Person { id, .. } => id.to_string(),
            Self::Scim { key_name: Some(name), .. } => format!("SCIM ({name})"),
            Self::Scim { .. } => "SCIM".to_owned(),
            Self::PublicApi => "Public API".to_owned(),
            Self::Server => "Server".to_owned(),
        }
    }
}

impl EventRow {
    /// Whether the member it is about has another status since.
    pub fn changes_status(&self) -> bool {
        let begins = matches!(
            self.event_type,
            Some(EventType::MemberInvited | EventType::MemberStaged | EventType::MemberConfirmed)
        );
        begins || self.changes.iter().any(|change| change.field == "status")
    }
}

/// Finds the names of events, in a few looks for all of them.
pub(super) async fn rows_of(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    events: Vec<RecordedEvent>,
) -> Result<Vec<EventRow>, StorageError> {
    let members = distinct(events.iter().filter_map(|event| event.subject.member_id));
    let labels: HashMap<MemberId, String> = member::labels(at, organization_id, &members).await?.into_iter().collect();
    let accounts = distinct(events.iter().filter_map(|event| event.acting_account_id));
    let people = account_brief::find_all(at, &accounts).await?;
    let people: HashMap<AccountId, AccountBrief> = people.into_iter().map(|person| (person.id, person)).collect();
    let memberships: HashMap<AccountId, MemberId> =
        account_membership::find_all(at, organization_id, &accounts).await?.into_iter().collect();
    let keys = if events.iter().any(|event| event.scim_key_id.is_some()) {
        scim_key::list(at, organization_id).await?
    } else {
        Vec::new()
    };
    let key_name = |id: ScimKeyId| keys.iter().find(|key| key.id == id).map(|key| key.name.clone());
    let row = |event: RecordedEvent| {
        let details: Value = serde_json::from_str(&event.details).unwrap_or_default();
        let actor = match (event.acting_account_id, event.system_user) {
            (Some(id), _) => {
                EventActor::Person { id, person: people.get(&id).cloned(), member_id: memberships.get(&id).copied() }
            }
            (None, Some(1)) => {
                EventActor::Scim { key_id: event.scim_key_id, key_name: event.scim_key_id.and_then(key_name) }
            }
            (None, Some(3)) => EventActor::PublicApi,
            (None, _) => EventActor::Server,
        };
        let changes = details.get("changes").cloned().unwrap_or_default();
        EventRow {
            event_type: EventType::from_number(event.event_type),
            actor,
            subject: details.get("name").and_then(Value::as_str).map(str::to_owned),
            member: event.subject.member_id.and_then(|id| labels.get(&id).cloned()),
            changes: serde_json::from_value(changes).unwrap_or_default(),
            cut_off_micros: details.get("cutOffMicros").and_then(Value::as_i64),
            event,
        }
    };
    Ok(events.into_iter().map(row).collect())
}

pub(crate) fn distinct<T: Eq + Hash + Copy>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = HashSet::new();
    values.filter(|value| seen.insert(*value)).collect()
}

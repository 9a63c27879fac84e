//! Somebody who manages provisioning makes a SCIM key.

use crate::work::Work;
use crate::{Call, CommandError};
use domain::{
    Change, Event, EventSubject, EventType, KeyScope, OrganizationId, Refusal, ScimKey, ScimKeyId, ScimKeyRecord,
    Timestamp,
};
use storage::tables::scim_key;
use storage::{Command, StorageError, Transaction};

/// Longest name of a key, in characters.
const NAME_MAX_LENGTH: usize = 100;

/// Makes a SCIM key. The key itself is drawn by the caller, so that a command that is run again makes the same one.
#[derive(Debug, Clone)]
pub struct CreateScimKey {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// What people call the key.
    pub name: String,
    /// What it may be used for.
    pub scope: KeyScope,
    /// When it stops working; none is never.
    pub expires_at: Option<Timestamp>,
    /// The key.
    pub key: ScimKey,
}

/// A key that was just made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatedScimKey {
    /// The key itself.
    pub key: ScimKey,
    /// What is stored of it.
    pub record: ScimKeyRecord,
}

impl Command for CreateScimKey {
    type Output = CreatedScimKey;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<CreatedScimKey, CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        work.authority().await?.require(|permissions| permissions.manage_scim)?;
        let record = self.make(&mut work).await?;
        work.finish().await?;
        Ok(CreatedScimKey { key: self.key.clone(), record })
    }
}

impl CreateScimKey {
    /// Stores the key as a part of a larger command.
    pub(super) async fn make(&self, work: &mut Work<'_, '_>) -> Result<ScimKeyRecord, CommandError> {
        let name = self.name.trim();
        if name.is_empty() {
            return Err(Refusal::Blank { field: "name" }.into());
        }
        if name.chars().count() > NAME_MAX_LENGTH {
            return Err(Refusal::TooLong { field: "name", limit: NAME_MAX_LENGTH }.into());
        }
        if self.expires_at.is_some_and(|end| end <= self.call.now) {
            return Err(Refusal::InvalidSetting("The key would expire in the past.".to_owned()).into());
        }
        let id = ScimKeyId::from_uuid(work.ledger.next_id(self.call.now, &self.call.entropy));
        let record = ScimKeyRecord {
            organization_id: self.organization_id,
            id,
            name: name.to_owned(),
            visible_prefix: self.key.visible_prefix().to_owned(),
            scope: self.scope,
            created_at: self.call.now,
            expires_at: self.expires_at,
            revoked_at: None,
            replaced_at: None,
            last_used_at: None,
            last_used_address: None,
            last_used_agent: None,
        };
        let sealed = self.call.data_key.seal(&self.key, self.organization_id, id, &self.call.entropy);
        let sealed = sealed.ok_or_else(|| StorageError::Driver("the SCIM key could not be sealed".to_owned()))?;
        scim_key::insert(work.tx, &record, &self.key.digest(), &sealed).await?;
        record_change(work, &record, None, Some("created"));
        Ok(record)
    }
}

/// Notes what happened to a key.
pub(super) fn record_change(work: &mut Work<'_, '_>, key: &ScimKeyRecord, before: Option<&str>, after: Option<&str>) {
    let field = format!("scimKey {}", key.visible_prefix);
    let change = Change::of(&field, before, after);
    work.record(Event::new(EventType::OrganizationUpdated, EventSubject::default(), &key.name, change.as_slice()));
}

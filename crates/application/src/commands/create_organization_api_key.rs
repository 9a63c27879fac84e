//! An owner asks for the organization's API key.

use crate::work::Work;
use crate::{ApiKeySecret, Call, CommandError};
use domain::{Change, Event, EventSubject, EventType, OrganizationId, Timestamp};
use storage::tables::organization_api_key::{self, StoredApiKey};
use storage::{Command, StorageError, Transaction};

/// Shows an organization's API key, and makes it where there is none, or where another one is wanted. Each time is in the
/// event log.
#[derive(Debug, Clone)]
pub struct CreateOrganizationApiKey {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// The key, if one is made.
    pub key: ApiKeySecret,
    /// Whether one that is there is replaced: programs that use it must be given the new one.
    pub rotate: bool,
}

impl Command for CreateOrganizationApiKey {
    /// The key, and when it was made.
    type Output = (ApiKeySecret, Timestamp);
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Self::Output, CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        work.authority().await?.require_owner()?;
        let (data_key, owner) = (&self.call.data_key, self.organization_id.uuid());
        let stored = organization_api_key::find(work.tx, self.organization_id).await?;
        if let Some(stored) = stored.as_ref().filter(|_| !self.rotate) {
            let opened = ApiKeySecret::open(data_key, owner, &stored.sealed);
            let key = opened.ok_or_else(|| failed("opened: it was sealed under another data key"))?;
            record(&mut work, None, Event::KEY_SHOWN);
            work.finish().await?;
            return Ok((key, stored.revised_at));
        }
        let sealed = self.key.seal(data_key, owner, &self.call.entropy).ok_or_else(|| failed("sealed"))?;
        let key = StoredApiKey { digest: self.key.digest(), sealed, revised_at: self.call.now };
        organization_api_key::put(work.tx, self.organization_id, &key).await?;
        record(&mut work, stored.map(|_| "in use"), "created");
        work.finish().await?;
        Ok((self.key.clone(), self.call.now))
    }
}

/// Notes what happened to the key.
fn record(work: &mut Work<'_, '_>, before: Option<&str>, after: &str) {
    let change = Change::of("apiKey", before, Some(after));
    let name = work.organization.name.clone();
    work.record(Event::new(EventType::OrganizationUpdated, EventSubject::default(), &name, change.as_slice()));
}

fn failed(what: &str) -> StorageError {
    StorageError::Driver(format!("the organization's API key could not be {what}"))
}

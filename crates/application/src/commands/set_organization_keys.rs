//! A client brings the key pair of an organization that has none.

use crate::work::Work;
use crate::{Call, CommandError};
use domain::{Change, Event, EventSubject, EventType, OrganizationId, OrganizationKeys, Refusal};
use storage::tables::organization;
use storage::{Command, Transaction};

/// Stores the key pair of an organization, once: members seal their recovery keys for it.
#[derive(Debug, Clone)]
pub struct SetOrganizationKeys {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// The pair.
    pub keys: OrganizationKeys,
}

impl Command for SetOrganizationKeys {
    type Output = ();
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<(), CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        work.authority().await?.require_owner()?;
        if work.organization.has_keys {
            return Err(Refusal::HasKeys.into());
        }
        organization::update_keys(work.tx, self.organization_id, &self.keys).await?;
        organization::touch(work.tx, self.organization_id, self.call.now).await?;
        let change = Change::of("keys", None, Some("set"));
        let name = work.organization.name.clone();
        work.record(Event::new(EventType::OrganizationUpdated, EventSubject::default(), &name, change.as_slice()));
        Ok(work.finish().await?)
    }
}

//! Somebody who manages provisioning looks at a SCIM key.

use super::create_scim_key::record_change;
use crate::work::Work;
use crate::{Call, CommandError, DataKeyError};
use domain::{Event, OrganizationId, Refusal, ScimKey, ScimKeyId};
use storage::tables::scim_key;
use storage::{Command, Transaction};

/// Shows a key that still works to somebody who has proved who they are. Each time is in the event log.
#[derive(Debug, Clone)]
pub struct RevealScimKey {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// Which.
    pub id: ScimKeyId,
}

impl Command for RevealScimKey {
    /// The key; an error where it was sealed under another data key, and so nobody saw it.
    type Output = Result<ScimKey, DataKeyError>;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Self::Output, CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        work.authority().await?.require(|permissions| permissions.manage_scim)?;
        let found = scim_key::find(work.tx, self.organization_id, self.id).await?;
        let record = found.filter(|key| key.is_live(self.call.now)).ok_or(Refusal::ScimKeyNotFound)?;
        let sealed = scim_key::find_sealed(work.tx, self.organization_id, self.id).await?.unwrap_or_default();
        let key = match self.call.data_key.open(&sealed, self.organization_id, self.id) {
            Ok(key) => key,
            Err(error) => return Ok(Err(error)),
        };
        record_change(&mut work, &record, None, Some(Event::KEY_SHOWN));
        work.finish().await?;
        Ok(Ok(key))
    }
}

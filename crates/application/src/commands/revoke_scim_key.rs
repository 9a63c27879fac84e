//! Somebody who manages provisioning ends a SCIM key.

use super::create_scim_key::record_change;
use crate::work::Work;
use crate::{Call, CommandError};
use domain::{OrganizationId, Refusal, ScimKeyId, ScimKeyRecord};
use storage::tables::scim_key;
use storage::{Command, Transaction};

/// Ends a key at once. One that has ended already stays as it is.
#[derive(Debug, Clone)]
pub struct RevokeScimKey {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// The key.
    pub id: ScimKeyId,
}

impl Command for RevokeScimKey {
    type Output = ScimKeyRecord;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<ScimKeyRecord, CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        work.authority().await?.require(|permissions| permissions.manage_scim)?;
        let found = scim_key::find(work.tx, self.organization_id, self.id).await?;
        let mut key = found.ok_or(Refusal::ScimKeyNotFound)?;
        if key.revoked_at.is_none() {
            key.revoked_at = Some(self.call.now);
            scim_key::update_end(work.tx, &key).await?;
            record_change(&mut work, &key, Some("in use"), Some("revoked"));
        }
        work.finish().await?;
        Ok(key)
    }
}

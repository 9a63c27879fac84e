//! Somebody who manages provisioning takes the revocation of a SCIM key back.

use super::create_scim_key::record_change;
use crate::work::Work;
use crate::{Call, CommandError};
use domain::{OrganizationId, Refusal, ScimKeyId, ScimKeyRecord};
use storage::tables::scim_key;
use storage::{Command, Transaction};

/// Lets a revoked key in again, as long as that is possible ([`ScimKeyRecord::may_return`]). One that was not revoked stays
/// as it is.
#[derive(Debug, Clone)]
pub struct RestoreScimKey {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// The key.
    pub id: ScimKeyId,
}

impl Command for RestoreScimKey {
    type Output = ScimKeyRecord;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<ScimKeyRecord, CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        work.authority().await?.require(|permissions| permissions.manage_scim)?;
        let found = scim_key::find(work.tx, self.organization_id, self.id).await?;
        let mut key = found.ok_or(Refusal::ScimKeyNotFound)?;
        if key.revoked_at.is_some() {
            if !key.may_return(self.call.now) {
                let text = "This key was revoked too long ago, or has expired meanwhile: make a new one.";
                return Err(Refusal::InvalidSetting(text.to_owned()).into());
            }
            key.revoked_at = None;
            scim_key::update_end(work.tx, &key).await?;
            record_change(&mut work, &key, Some("revoked"), Some("in use"));
        }
        work.finish().await?;
        Ok(key)
    }
}

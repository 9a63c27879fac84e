//! Somebody who manages provisioning replaces a SCIM key.

use super::create_scim_key::record_change;
use crate::work::Work;
use crate::{Call, CommandError, CreateScimKey, CreatedScimKey};
use domain::{OrganizationId, Refusal, ScimKey, ScimKeyId, Timestamp};
use std::time::Duration;
use storage::tables::scim_key;
use storage::{Command, Transaction};

/// Makes a new key with the name, scope and lifetime of an old one, which goes on working for a while, so that the identity
/// provider can be given the new one without a gap.
#[derive(Debug, Clone)]
pub struct RotateScimKey {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// The key to replace.
    pub id: ScimKeyId,
    /// How long the old key goes on working.
    pub overlap: Duration,
    /// The new key.
    pub key: ScimKey,
}

impl Command for RotateScimKey {
    type Output = CreatedScimKey;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<CreatedScimKey, CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        work.authority().await?.require(|permissions| permissions.manage_scim)?;
        let found = scim_key::find(work.tx, self.organization_id, self.id).await?;
        let mut old = found.filter(|key| key.is_live(self.call.now)).ok_or(Refusal::ScimKeyNotFound)?;
        if old.replaced_at.is_some() {
            let text = "This key was replaced already and ends soon: rotate the key that replaced it.";
            return Err(Refusal::InvalidSetting(text.to_owned()).into());
        }
        // The new key lives as long as the old one was meant to.
        let lifetime = old.expires_at.map(|end| end.micros() - old.created_at.micros());
        let expires_at = lifetime.map(|micros| Timestamp::from_micros(self.call.now.micros().saturating_add(micros)));
        let create = CreateScimKey {
            call: self.call.clone(),
            organization_id: self.organization_id,
            name: old.name.clone(),
            scope: old.scope,
            expires_at,
            key: self.key.clone(),
        };
        let record = create.make(&mut work).await?;
        let end = self.call.now.after(self.overlap);
        old.expires_at = Some(old.expires_at.map_or(end, |earlier| earlier.min(end)));
        old.replaced_at = Some(self.call.now);
        scim_key::update_end(work.tx, &old).await?;
        record_change(&mut work, &old, Some("in use"), Some("replaced"));
        work.finish().await?;
        Ok(CreatedScimKey { key: self.key.clone(), record })
    }
}

//! An admin switches a policy on or off.

use super::membership;
use crate::queries::policy_offenders::offenders;
use crate::work::Work;
use crate::{Call, CommandError};
use domain::{
    Change, Event, EventSubject, EventType, OrganizationId, Policy, PolicyId, PolicyType, Refusal, RevocationReason,
};
use storage::tables::{account, organization, policy};
use storage::{Command, StorageError, Transaction};

/// Most characters of a policy's settings.
const SETTINGS_MAX_LENGTH: usize = 10_000;

/// Stores a policy. Where two-step login or a single organization is wanted from now on, members who have joined and do not
/// comply are revoked; owners and admins never are.
#[derive(Debug, Clone)]
pub struct SetPolicy {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// Which policy.
    pub policy_type: PolicyType,
    /// Whether it is to hold.
    pub enabled: bool,
    /// What it wants exactly, as a JSON object.
    pub settings: Option<String>,
}

impl Command for SetPolicy {
    type Output = Policy;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Policy, CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        work.authority().await?.require(|permissions| permissions.manage_policies)?;
        if !work.organization.plan.has_enterprise_features() {
            let text = "Policies need the Enterprise plan.";
            return Err(Refusal::InvalidSetting(text.to_owned()).into());
        }
        if self.settings.as_ref().is_some_and(|text| text.chars().count() > SETTINGS_MAX_LENGTH) {
            return Err(Refusal::TooLong { field: "data", limit: SETTINGS_MAX_LENGTH }.into());
        }
        let all = policy::list(work.tx, self.organization_id).await?;
        Policy::check_switch(self.policy_type, self.enabled, &all)?;
        let before = all.into_iter().find(|policy| policy.policy_type == self.policy_type);
        if let Some(before) = before.as_ref().filter(|before| self.is_set(before)) {
            return Ok(before.clone());
        }
        let was_enabled = before.as_ref().is_some_and(|before| before.enabled);
        let policy = self.store(&mut work, before.as_ref()).await?;
        if self.enabled && !was_enabled {
            self.revoke_offenders(&mut work).await?;
        }
        work.finish().await?;
        Ok(policy)
    }
}

impl SetPolicy {
    fn is_set(&self, policy: &Policy) -> bool {
        policy.enabled == self.enabled && policy.settings == self.settings
    }

    async fn store(&self, work: &mut Work<'_, '_>, before: Option<&Policy>) -> Result<Policy, StorageError> {
        let new_id = || PolicyId::from_uuid(work.ledger.next_id(self.call.now, &self.call.entropy));
        let policy = Policy {
            organization_id: self.organization_id,
            policy_type: self.policy_type,
            id: before.map_or_else(new_id, |before| before.id),
            enabled: self.enabled,
            settings: self.settings.clone(),
            revised_at: self.call.now,
        };
        policy::put(work.tx, &policy).await?;
        organization::touch(work.tx, self.organization_id, self.call.now).await?;
        let (was_on, is_on) = (before.map(|before| before.enabled.to_string()), policy.enabled.to_string());
        let settings = before.and_then(|before| before.settings.as_deref());
        let changes: Vec<Change> = [
            Change::of("enabled", was_on.as_deref(), Some(&is_on)),
            Change::of("settings", settings, policy.settings.as_deref()),
        ]
        .into_iter()
        .flatten()
        .collect();
        let subject = EventSubject { policy_id: Some(policy.id), ..EventSubject::default() };
        work.record(Event::new(EventType::PolicyUpdated, subject, self.policy_type.name(), &changes));
        Ok(policy)
    }

    /// Revokes the members whom the new policy binds and who do not comply.
    async fn revoke_offenders(&self, work: &mut Work<'_, '_>) -> Result<(), CommandError> {
        let reason = match self.policy_type {
            PolicyType::TwoStepLogin => RevocationReason::TwoStep,
            PolicyType::SingleOrganization => RevocationReason::SingleOrganization,
            _ => return Ok(()),
        };
        let id = self.organization_id;
        if reason == RevocationReason::SingleOrganization {
            // Whoever joins another organization at this moment is waited for, or waits and is refused.
            account::lock_members(work.tx, id).await?;
        }
        let offenders = offenders(work.tx, id, self.policy_type).await?;
        membership::revoke_offenders(work, offenders, reason).await
    }
}

//! What policies say of somebody who is about to join.

use crate::CommandError;
use crate::work::Work;
use domain::{AccountId, Member, OrganizationId, Policy, PolicyType, Refusal};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use storage::tables::{account, organization, other_membership, policy, two_step};
use storage::{Snapshot, StorageError};

/// What is asked of people who are about to join an organization, read once for all of them. Commands have locked them: what
/// they join elsewhere at the same moment waits.
pub(crate) struct JoiningRules {
    people: HashSet<AccountId>,
    own: Vec<PolicyType>,
    /// Who has joined another organization.
    elsewhere: HashSet<AccountId>,
    /// Who is bound by one that wants to be the only one.
    bound_elsewhere: HashSet<AccountId>,
    with_two_step: HashSet<AccountId>,
}

impl JoiningRules {
    pub(crate) async fn read(
        at: &mut Snapshot<'_>,
        organization_id: OrganizationId,
        people: HashSet<AccountId>,
    ) -> Result<Self, StorageError> {
        let ids: Vec<AccountId> = people.iter().copied().collect();
        let own = enabled(at, organization_id).await?;
        let single = PolicyType::SingleOrganization;
        let others = other_membership::of_accounts(at, &ids, organization_id, single).await?;
        let binding = others.iter().filter(|other| other.has_policy && other.role.is_bound_by_policies());
        let binding: HashSet<(AccountId, OrganizationId)> =
            binding.map(|other| (other.account_id, other.organization_id)).collect();
        let mut in_force = HashMap::new();
        for (_, id) in &binding {
            if !in_force.contains_key(id) {
                in_force.insert(*id, enabled(at, *id).await?.contains(&single));
            }
        }
        let is_in_force = |id: &OrganizationId| in_force.get(id).copied().unwrap_or_default();
        let with_two_step = if own.contains(&PolicyType::TwoStepLogin) {
            two_step::enabled_of(at, &ids).await?
        } else {
            HashSet::new()
        };
        Ok(Self {
            people,
            own,
            elsewhere: others.iter().map(|other| other.account_id).collect(),
            bound_elsewhere: binding.iter().filter(|(_, id)| is_in_force(id)).map(|(person, _)| *person).collect(),
            with_two_step,
        })
    }

    /// Refuses somebody whom a policy of the organization, or of another one that they are in, keeps out, and whose account
    /// is gone.
    pub(crate) fn check(&self, member: &Member, person: AccountId) -> Result<(), Refusal> {
        if !self.people.contains(&person) {
            return Err(Refusal::NotAccepted);
        }
        if self.bound_elsewhere.contains(&person) {
            return Err(Refusal::BoundToAnotherOrganization);
        }
        if !member.role.is_bound_by_policies() {
            return Ok(());
        }
        if self.own.contains(&PolicyType::SingleOrganization) && self.elsewhere.contains(&person) {
            return Err(Refusal::InAnotherOrganization);
        }
        if self.own.contains(&PolicyType::TwoStepLogin) && !self.with_two_step.contains(&person) {
            return Err(Refusal::NoTwoStepLogin);
        }
        Ok(())
    }
}

/// Refuses somebody, who is locked, whom a policy keeps out.
pub(super) async fn require_compliance(
    at: &mut Snapshot<'_>,
    member: &Member,
    person: AccountId,
) -> Result<(), CommandError> {
    let rules = JoiningRules::read(at, member.organization_id, HashSet::from([person])).await?;
    Ok(rules.check(member, person)?)
}

/// The same for a revoked member who had joined before; of others there is nothing to ask.
pub(super) async fn require_compliance_on_restore(
    work: &mut Work<'_, '_>,
    member: &Member,
) -> Result<(), CommandError> {
    let Some(account_id) = member.account_id.filter(|_| member.rejoins_on_restore()) else { return Ok(()) };
    let person = account::lock(work.tx, account_id).await?.ok_or(Refusal::MemberNotFound)?;
    require_compliance(work.tx, member, person.id).await
}

/// Refuses to go on without a recovery key where everybody is to be enrolled in account recovery, and with one where
/// nobody could use it.
pub(super) async fn require_recovery_key(work: &mut Work<'_, '_>, key: Option<&str>) -> Result<(), CommandError> {
    let found = policy::find(work.tx, work.organization.id, PolicyType::AccountRecovery).await?;
    let found = found.filter(|policy| policy.enabled && work.organization.plan.has_enterprise_features());
    match (key, found) {
        (None, Some(policy)) if enrolls_automatically(&policy) => Err(Refusal::RecoveryKeyMissing.into()),
        (Some(_), None) => Err(Refusal::NoAccountRecovery.into()),
        _ => Ok(()),
    }
}

fn enrolls_automatically(policy: &Policy) -> bool {
    let settings = policy.settings.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
    settings.is_some_and(|settings| settings.get("autoEnrollEnabled") == Some(&Value::Bool(true)))
}

/// The policies that hold in an organization.
pub(crate) async fn enabled(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
) -> Result<Vec<PolicyType>, StorageError> {
    let found = organization::find(at, organization_id).await?;
    if !found.is_some_and(|organization| organization.enabled && organization.plan.has_enterprise_features()) {
        return Ok(Vec::new());
    }
    let policies = policy::list(at, organization_id).await?;
    Ok(policies.into_iter().filter(|policy| policy.enabled).map(|policy| policy.policy_type).collect())
}

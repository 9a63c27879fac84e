//! What policies say of somebody who is about to join.

use crate::CommandError;
use crate::work::Work;
use domain::{Account, AccountId, Member, MemberStatus, OrganizationId, Policy, PolicyType, Refusal};
use serde_json::Value;
use storage::tables::{account, account_membership, member, organization, policy, two_step};
use storage::{Snapshot, StorageError};

/// Refuses somebody whom a policy of the organization, or of another one that they are in, keeps out. The person is locked.
pub(super) async fn require_compliance(
    work: &mut Work<'_, '_>,
    member: &Member,
    person: &Account,
) -> Result<(), CommandError> {
    let own = enabled(work.tx, work.organization.id).await?;
    let others = other_memberships(work.tx, person.id, work.organization.id).await?;
    for other in others.iter().filter(|other| other.is_bound_by_policies()) {
        if enabled(work.tx, other.organization_id).await?.contains(&PolicyType::SingleOrganization) {
            return Err(Refusal::BoundToAnotherOrganization.into());
        }
    }
    let joined = Member { status: MemberStatus::Accepted, ..member.clone() };
    if !joined.is_bound_by_policies() {
        return Ok(());
    }
    if own.contains(&PolicyType::SingleOrganization) && !others.is_empty() {
        return Err(Refusal::InAnotherOrganization.into());
    }
    if own.contains(&PolicyType::TwoStepLogin) && two_step::enabled_of(work.tx, &[person.id]).await?.is_empty() {
        return Err(Refusal::NoTwoStepLogin.into());
    }
    Ok(())
}

/// The same for a revoked member who had joined before; of others there is nothing to ask.
pub(super) async fn require_compliance_on_restore(
    work: &mut Work<'_, '_>,
    member: &Member,
) -> Result<(), CommandError> {
    let had_joined = matches!(member.status_after_restore(), MemberStatus::Accepted | MemberStatus::Confirmed);
    let rejoins = member.status == MemberStatus::Revoked && had_joined;
    let Some(account_id) = member.account_id.filter(|_| rejoins) else { return Ok(()) };
    let person = account::lock(work.tx, account_id).await?.ok_or(Refusal::MemberNotFound)?;
    require_compliance(work, member, &person).await
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

/// A person as a member of other organizations that they have joined.
pub(super) async fn other_memberships(
    at: &mut Snapshot<'_>,
    account_id: AccountId,
    except: OrganizationId,
) -> Result<Vec<Member>, StorageError> {
    let mut others = Vec::new();
    for (organization_id, member_id) in account_membership::of_account(at, account_id).await? {
        if organization_id != except {
            let found = member::find(at, organization_id, member_id).await?;
            let has_joined =
                |member: &Member| matches!(member.status, MemberStatus::Accepted | MemberStatus::Confirmed);
            others.extend(found.filter(has_joined));
        }
    }
    Ok(others)
}

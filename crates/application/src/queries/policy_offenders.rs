//! Whom a policy would cut off.

use domain::{Member, OrganizationId, PolicyType};
use storage::tables::{member, other_membership, two_step};
use storage::{Query, QueryCost, Snapshot, StorageError};

/// The members who would be revoked if a policy were switched on at this moment, in the order of their ids.
#[derive(Debug, Clone, Copy)]
pub struct ListPolicyOffenders {
    /// Where.
    pub organization_id: OrganizationId,
    /// Which policy.
    pub policy_type: PolicyType,
}

impl Query for ListPolicyOffenders {
    type Output = Vec<Member>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Vec<Member>, StorageError> {
        offenders(at, self.organization_id, self.policy_type).await
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

/// The members whom a policy binds and who do not comply. Only two policies say that of somebody.
pub(crate) async fn offenders(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    policy_type: PolicyType,
) -> Result<Vec<Member>, StorageError> {
    if !matches!(policy_type, PolicyType::TwoStepLogin | PolicyType::SingleOrganization) {
        return Ok(Vec::new());
    }
    let mut offenders = member::joined(at, organization_id).await?;
    offenders.retain(|member| member.is_bound_by_policies() && !member.is_break_glass);
    if policy_type == PolicyType::TwoStepLogin {
        let with_two_step = two_step::enabled_in(at, organization_id).await?;
        offenders.retain(|member| member.account_id.is_none_or(|person| !with_two_step.contains(&person)));
    } else {
        let elsewhere = other_membership::members_elsewhere(at, organization_id).await?;
        offenders.retain(|member| elsewhere.contains(&member.id));
    }
    Ok(offenders)
}

//! Whose account may be recovered, and by whom.

use super::membership_policies::enabled;
use crate::CommandError;
use domain::{Authority, Member, MemberStatus, Organization, PolicyType, Refusal};
use storage::Snapshot;
use storage::tables::member_key;

/// The member's recovery key; refuses where the organization does not use account recovery, the member is not enrolled, or
/// is out of reach of whoever asks.
pub(crate) async fn require_recoverable(
    at: &mut Snapshot<'_>,
    by: &Authority,
    organization: &Organization,
    member: &Member,
) -> Result<String, CommandError> {
    by.require(|permissions| permissions.manage_reset_password)?;
    if by.is(member) {
        return Err(Refusal::Oneself.into());
    }
    by.require_rank(member)?;
    if !enabled(at, organization.id).await?.contains(&PolicyType::AccountRecovery) {
        return Err(Refusal::NoAccountRecovery.into());
    }
    let keys = member_key::find(at, organization.id, member.id).await?;
    match keys.recovery_key {
        Some(key) if member.status == MemberStatus::Confirmed => Ok(key),
        _ => Err(Refusal::NotRecoverable.into()),
    }
}

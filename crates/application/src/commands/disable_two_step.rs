//! A person switches a second step off.

use super::{account_events, membership, membership_policies, memberships};
use crate::work::Work;
use crate::{Call, CommandError};
use domain::{Account, EventType, Member, PolicyType, RevocationReason, TwoStepProvider};
use storage::tables::{account, device, two_step};
use storage::{Command, Transaction};

/// Takes a provider away, or all of them. With the last one goes the recovery code, and the membership of each organization
/// that asks its members for two-step login.
#[derive(Debug, Clone)]
pub struct DisableTwoStep {
    /// Who asks.
    pub call: Call,
    /// Which account.
    pub account: Account,
    /// Which one; none for all of them, by the recovery code.
    pub provider: Option<TwoStepProvider>,
}

impl Command for DisableTwoStep {
    /// False where the account is gone, or what was proved is no proof any more.
    type Output = bool;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<bool, CommandError> {
        let id = self.account.id;
        let event = match self.provider {
            Some(_) => EventType::AccountDisabledTwoStep,
            None => EventType::AccountRecoveredTwoStep,
        };
        let memberships = memberships::lock_all(tx, id).await?;
        let found = account::lock(tx, id).await?;
        if found.is_none_or(|account| account.security_stamp != self.account.security_stamp) {
            return Ok(false);
        }
        // Whoever joins an organization that asks for two-step login while the last of it goes would keep the membership.
        memberships::require_same(tx, id, &memberships).await?;
        account_events::record(tx, &self.call, &self.account, event, &memberships).await?;
        if let Some(provider) = self.provider {
            two_step::delete(tx, id, provider).await?;
        }
        let rows = two_step::of_account(tx, id).await?;
        if self.provider.is_none() || rows.iter().all(|row| row.provider == TwoStepProvider::RecoveryCode) {
            two_step::delete_of_account(tx, id).await?;
            device::forget_all(tx, id).await?;
            for membership in memberships {
                let Some((mut work, member)) = memberships::begin(tx, &self.call, membership).await? else { continue };
                revoke_if_bound(&mut work, member).await?;
                work.finish().await?;
            }
        }
        account::touch(tx, id, self.call.now).await?;
        Ok(true)
    }
}

/// Revokes a member who has no two-step login any more, where the organization asks for it.
async fn revoke_if_bound(work: &mut Work<'_, '_>, member: Member) -> Result<(), CommandError> {
    let policies = membership_policies::enabled(work.tx, work.organization.id).await?;
    if !policies.contains(&PolicyType::TwoStepLogin) || !member.is_bound_by_policies() || member.is_break_glass {
        return Ok(());
    }
    membership::revoke_offenders(work, vec![member], RevocationReason::TwoStep).await
}

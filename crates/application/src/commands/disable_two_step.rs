//! A person switches a second step off.

use super::account_events;
use crate::{Call, CommandError};
use domain::{Account, EventType, TwoStepProvider};
use storage::tables::{account, device, two_step};
use storage::{Command, Transaction};

/// Takes a provider away, or all of them. With the last one goes the recovery code.
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
        account_events::record(tx, &self.call, &self.account, event).await?;
        let found = account::lock(tx, id).await?;
        if found.is_none_or(|account| account.security_stamp != self.account.security_stamp) {
            return Ok(false);
        }
        if let Some(provider) = self.provider {
            two_step::delete(tx, id, provider).await?;
        }
        let rows = two_step::of_account(tx, id).await?;
        if self.provider.is_none() || rows.iter().all(|row| row.provider == TwoStepProvider::RecoveryCode) {
            two_step::delete_of_account(tx, id).await?;
            device::forget_all(tx, id).await?;
        }
        account::touch(tx, id, self.call.now).await?;
        Ok(true)
    }
}

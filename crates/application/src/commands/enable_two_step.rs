//! A person sets a second step up.

use super::{account_events, memberships};
use crate::two_step::seal;
use crate::{Call, CommandError, RecoveryCode};
use domain::{Account, EventType, TwoStepProvider};
use storage::tables::{account, two_step};
use storage::{Command, StorageError, Transaction};
use zeroize::Zeroizing;

/// Sets a provider up, whose code the person has just shown. The first one brings the recovery code with it.
#[derive(Debug, Clone)]
pub struct EnableTwoStep {
    /// Who asks.
    pub call: Call,
    /// Which account.
    pub account: Account,
    /// An authenticator app or mail.
    pub provider: TwoStepProvider,
    /// The app's key in base32, or the address.
    pub secret: TwoStepSecret,
    /// The time step of the code that was shown; 0 for mail.
    pub last_step: i64,
    /// The recovery code, if there is none yet.
    pub recovery_code: RecoveryCode,
}

/// What a provider needs. Never printed by `Debug`.
#[derive(Clone)]
pub struct TwoStepSecret(Zeroizing<String>);

impl std::fmt::Debug for TwoStepSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TwoStepSecret(…)")
    }
}

impl TwoStepSecret {
    /// Takes the text.
    pub fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }
}

impl Command for EnableTwoStep {
    /// False where the account is gone, or what was proved is no proof any more.
    type Output = bool;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<bool, CommandError> {
        let (id, now) = (self.account.id, self.call.now);
        let memberships = memberships::lock_all(tx, id).await?;
        let found = account::lock(tx, id).await?;
        if found.is_none_or(|account| account.security_stamp != self.account.security_stamp) {
            return Ok(false);
        }
        account_events::record(tx, &self.call, &self.account, EventType::AccountChangedTwoStep, &memberships).await?;
        let sealed = self.seal(self.provider, &self.secret.0)?;
        two_step::put(tx, id, self.provider, &sealed, self.last_step, now).await?;
        let rows = two_step::of_account(tx, id).await?;
        if !rows.iter().any(|row| row.provider == TwoStepProvider::RecoveryCode) {
            let sealed = self.seal(TwoStepProvider::RecoveryCode, self.recovery_code.reveal())?;
            two_step::put(tx, id, TwoStepProvider::RecoveryCode, &sealed, 0, now).await?;
        }
        account::touch(tx, id, now).await?;
        Ok(true)
    }
}

impl EnableTwoStep {
    fn seal(&self, provider: TwoStepProvider, secret: &str) -> Result<Vec<u8>, StorageError> {
        seal(provider, self.account.id, secret, &self.call.data_key, &self.call.entropy)
            .ok_or_else(|| StorageError::Driver("the two-step secret could not be sealed".to_owned()))
    }
}

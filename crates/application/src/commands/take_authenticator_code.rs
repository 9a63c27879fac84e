//! A person shows a code of their authenticator app.

use crate::two_step::{AuthenticatorKey, open};
use crate::{Call, DataKey};
use domain::{AccountId, Timestamp, TwoStepProvider};
use std::fmt;
use std::time::Duration;
use storage::tables::two_step::{self, TwoStepRow};
use storage::{Command, StorageError, Transaction};

/// Wrong codes that nobody waits for.
const FREE: i64 = 5;
/// The longest wait.
const LONGEST: Duration = Duration::from_mins(15);

/// Takes a code, once. Wrong ones make whoever comes next wait, wherever they come from.
#[derive(Clone)]
pub struct TakeAuthenticatorCode {
    /// Who asks.
    pub call: Call,
    /// Which account.
    pub id: AccountId,
    /// The code.
    pub code: String,
    /// Whether the device has signed in before: then nobody else's wrong codes make it wait.
    pub is_known_device: bool,
}

impl fmt::Debug for TakeAuthenticatorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TakeAuthenticatorCode").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What came of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeOutcome {
    /// It is right.
    Right,
    /// It is wrong, or was used before.
    Wrong,
    /// Too many were wrong: none is looked at for so long.
    Wait(Duration),
}

impl Command for TakeAuthenticatorCode {
    type Output = CodeOutcome;
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<CodeOutcome, StorageError> {
        let now = self.call.now;
        let Some(mut row) = two_step::lock(tx, self.id, TwoStepProvider::Authenticator).await? else {
            return Ok(CodeOutcome::Wrong);
        };
        if let Some(wait) = wait(&row, now).filter(|_| !self.is_known_device) {
            return Ok(CodeOutcome::Wait(wait));
        }
        let step = step(&row, self.id, &self.call.data_key, &self.code, now).filter(|step| *step > row.last_step);
        if let Some(step) = step {
            (row.last_step, row.failures) = (step, 0);
        } else {
            (row.failures, row.failed_at) = (row.failures.saturating_add(1), now);
        }
        two_step::update(tx, self.id, &row).await?;
        Ok(if step.is_some() { CodeOutcome::Right } else { CodeOutcome::Wrong })
    }
}

fn step(row: &TwoStepRow, id: AccountId, data_key: &DataKey, code: &str, now: Timestamp) -> Option<i64> {
    let secret = open(row, id, data_key)?;
    AuthenticatorKey::parse(std::str::from_utf8(&secret).ok()?)?.step_of(code, now)
}

/// How long nobody may try, after so many wrong codes.
fn wait(row: &TwoStepRow, now: Timestamp) -> Option<Duration> {
    let beyond = u32::try_from(row.failures.checked_sub(FREE)?).ok()?;
    let pause = LONGEST.min(Duration::from_secs(1 << beyond.min(20)));
    let left = row.failed_at.after(pause).micros().saturating_sub(now.micros());
    u64::try_from(left).ok().filter(|left| *left > 0).map(Duration::from_micros)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_up_to_a_quarter_of_an_hour() {
        let now = Timestamp::from_micros(1_767_225_600_000_000);
        let row = |failures| TwoStepRow {
            provider: TwoStepProvider::Authenticator,
            sealed: Vec::new(),
            last_step: 0,
            failures,
            failed_at: now,
        };
        assert_eq!(wait(&row(4), now), None);
        assert_eq!(wait(&row(5), now), Some(Duration::from_secs(1)));
        assert_eq!(wait(&row(9), now.after(Duration::from_secs(6))), Some(Duration::from_secs(10)));
        assert_eq!(wait(&row(1_000_000), now), Some(LONGEST));
        assert_eq!(wait(&row(1_000_000), now.after(LONGEST)), None);
    }
}

//! What concerns a person's sign-in and needs more than one command or the data key.

use super::Application;
use crate::commands::record_account_event::RecordAccountEvent;
use crate::queries::find_two_step::FindTwoStep;
use crate::two_step::{TwoStep, open};
use crate::{Call, RecoveryCode};
use domain::{Account, AccountId, EventType, TwoStepProvider};
use std::sync::Arc;
use std::time::Duration;
use storage::StorageError;

impl Application {
    /// A person's second step.
    ///
    /// # Errors
    /// Where the database fails, or holds what another data key sealed.
    pub async fn two_step(&self, id: AccountId) -> Result<TwoStep, StorageError> {
        let rows = self.read(&FindTwoStep(id)).await?;
        TwoStep::open(&rows, id, &self.0.data_key).ok_or_else(unopened)
    }

    /// The code that switches a person's second step off; none where there is no second step.
    ///
    /// # Errors
    /// As [`Application::two_step`].
    pub async fn recovery_code(&self, id: AccountId) -> Result<Option<RecoveryCode>, StorageError> {
        let rows = self.read(&FindTwoStep(id)).await?;
        let Some(row) = rows.iter().find(|row| row.provider == TwoStepProvider::RecoveryCode) else { return Ok(None) };
        let secret = open(row, id, &self.0.data_key).ok_or_else(unopened)?;
        Ok(std::str::from_utf8(&secret).ok().map(RecoveryCode::from_stored))
    }

    /// Writes down that somebody failed to sign in as this person, after the answer.
    pub fn note_failed_sign_in(&self, call: Call, account: Account, event_type: EventType) {
        let application = self.clone();
        self.after_the_answer(async move {
            if let Err(error) = application.run(RecordAccountEvent { call, account, event_type }).await {
                tracing::warn!(%error, "a failed sign-in was not written down");
            }
        });
    }

    /// Does something some time after an answer, since the delay would tell whether there is such a person: so long after
    /// that what it takes of the machine falls together with no answer in particular. When too much waits to be done, it is
    /// not done.
    pub fn after_the_answer(&self, work: impl Future<Output = ()> + Send + 'static) {
        let Ok(room) = Arc::clone(&self.0.later_room).try_acquire_owned() else {
            tracing::warn!("too much is to be done after answers: something is left out");
            return;
        };
        let pause = Duration::from_millis(100 + u64::from(u16::from_be_bytes(self.0.entropy.bytes()) % 400));
        self.0.later.spawn(async move {
            tokio::time::sleep(pause).await;
            work.await;
            drop(room);
        });
    }
}

fn unopened() -> StorageError {
    StorageError::Driver("a two-step secret does not open with this data key".to_owned())
}

//! What a person set up as their second step.

use domain::AccountId;
use storage::tables::two_step::{self, TwoStepRow};
use storage::{Query, Snapshot, StorageError};

/// The rows of a person's second step, sealed.
pub(crate) struct FindTwoStep(pub(crate) AccountId);

impl Query for FindTwoStep {
    type Output = Vec<TwoStepRow>;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Vec<TwoStepRow>, StorageError> {
        two_step::of_account(at, self.0).await
    }
}

//! What calls about several members come to, one by one.

use crate::CommandError;
use domain::{MemberId, Refusal};
use storage::StorageError;

/// What became of each member that a call named, in the order they were named.
pub type MemberOutcomes = Vec<(MemberId, Result<(), Refusal>)>;

/// The outcome of one member. A rule's refusal keeps nobody else from their outcome; a failure of the store ends the call.
pub(super) fn of_one(result: Result<(), CommandError>) -> Result<Result<(), Refusal>, StorageError> {
    match result {
        Ok(()) => Ok(Ok(())),
        Err(CommandError::Refused(refusal)) => Ok(Err(refusal)),
        Err(CommandError::Storage(error)) => Err(error),
    }
}

//! How a use case fails.

use domain::Refusal;
use storage::StorageError;

/// Why a command changed nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// A rule refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Why a command that takes an edit from its caller changed nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditError<E> {
    /// The caller's own edit refused.
    Edit(E),
    /// A rule or the store did.
    Command(CommandError),
}

impl<E> From<StorageError> for EditError<E> {
    fn from(error: StorageError) -> Self {
        Self::Command(error.into())
    }
}

impl<E> From<Refusal> for EditError<E> {
    fn from(refusal: Refusal) -> Self {
        Self::Command(refusal.into())
    }
}

impl<E> From<CommandError> for EditError<E> {
    fn from(error: CommandError) -> Self {
        Self::Command(error)
    }
}

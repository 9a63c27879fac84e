//! The memberships of a person whom a command is about.

use domain::{AccountId, MemberId, OrganizationId};
use storage::tables::{account_membership, ledger};
use storage::{StorageError, Transaction};

/// Locks the ledgers of a person's organizations, in the order of their ids, and answers the memberships. It comes before
/// the lock of the account; what was joined in between is seen by [`require_same`].
pub(super) async fn lock_all(
    tx: &mut Transaction<'_>,
    id: AccountId,
) -> Result<Vec<(OrganizationId, MemberId)>, StorageError> {
    let memberships = account_membership::of_account(tx, id).await?;
    for (organization_id, _) in &memberships {
        ledger::lock(tx, *organization_id).await?;
    }
    Ok(memberships)
}

/// Refuses to go on where the person, who is locked now, has joined or left an organization meanwhile.
pub(super) async fn require_same(
    tx: &mut Transaction<'_>,
    id: AccountId,
    locked: &[(OrganizationId, MemberId)],
) -> Result<(), StorageError> {
    if account_membership::of_account(tx, id).await? == locked { Ok(()) } else { Err(StorageError::Busy) }
}

//! The memberships of a person whom a command is about.

use crate::work::Work;
use crate::{Call, CommandError};
use domain::{AccountId, Member, MemberId, OrganizationId, Refusal};
use storage::tables::{account_membership, ledger, member};
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

/// Begins work on an organization of a person, with them as its member. There is none where only the tie is left of a
/// membership, as after a restore of a part of the database: it keeps nobody from their account.
pub(super) async fn begin<'w, 'c>(
    tx: &'w mut Transaction<'c>,
    call: &'w Call,
    (organization_id, id): (OrganizationId, MemberId),
) -> Result<Option<(Work<'w, 'c>, Member)>, CommandError> {
    let work = match Work::begin(tx, call, organization_id).await {
        Err(CommandError::Refused(Refusal::OrganizationNotFound)) => return Ok(None),
        begun => begun?,
    };
    let found = member::find(work.tx, organization_id, id).await?;
    Ok(found.map(|member| (work, member)))
}

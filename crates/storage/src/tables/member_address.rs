//! Further addresses of members, by which look-ups find them.

use crate::{StorageError, Transaction, statements};
use domain::{Member, MemberId, OrganizationId};

statements! {
    /// Adds an address.
    INSERT: Write = "INSERT INTO member_address (organization_id, email_key, member_id) VALUES ($1, $2, $3) \
        ON CONFLICT DO NOTHING";
    /// Drops a member's addresses.
    DELETE_OF_MEMBER: WriteRange = "DELETE FROM member_address WHERE organization_id = $1 AND member_id = $2";
}

/// Stores the further addresses of a new member.
pub async fn insert(tx: &mut Transaction<'_>, member: &Member) -> Result<(), StorageError> {
    for key in &member.profile.other_email_keys {
        let params = [member.organization_id.uuid().into(), key.into(), member.id.uuid().into()];
        tx.execute(&INSERT, &params).await?;
    }
    Ok(())
}

/// Drops the further addresses of a member.
pub async fn delete_of_member(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    id: MemberId,
) -> Result<(), StorageError> {
    tx.execute(&DELETE_OF_MEMBER, &[organization_id.uuid().into(), id.uuid().into()]).await.map(drop)
}

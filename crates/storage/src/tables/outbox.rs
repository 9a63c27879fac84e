//! Mails that wait to be sent.

use crate::{Param, Snapshot, StorageError, Transaction, statements};
use domain::{InvitationId, MemberId, OrganizationId, Timestamp};

/// The kind of an invitation.
const INVITATION: i64 = 1;

statements! {
    /// Puts a mail into the outbox.
    INSERT: Write = "INSERT INTO outbox (organization_id, id, kind, member_id, recipient, created_at, due_at, attempts) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, 0)";
    /// Takes back what waits for a member.
    DELETE_OF_MEMBER: WriteRange = "DELETE FROM outbox WHERE organization_id = $1 AND member_id = $2";
    /// What waits for a member.
    OF_MEMBER: Range = "SELECT id, recipient, created_at FROM outbox WHERE organization_id = $1 AND member_id = $2 \
        ORDER BY id";
}

/// An invitation that waits to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingInvitation {
    /// Its identifier.
    pub id: InvitationId,
    /// The address it goes to.
    pub recipient: String,
    /// When it was written.
    pub created_at: Timestamp,
}

/// Puts an invitation into the outbox.
pub async fn insert_invitation(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    member_id: MemberId,
    invitation: &WaitingInvitation,
) -> Result<(), StorageError> {
    let created_at = invitation.created_at.micros();
    let params: [Param<'_>; 7] = [
        organization_id.uuid().into(),
        invitation.id.uuid().into(),
        INVITATION.into(),
        member_id.uuid().into(),
        (&invitation.recipient).into(),
        created_at.into(),
        created_at.into(),
    ];
    tx.execute(&INSERT, &params).await.map(drop)
}

/// Takes back what waits for a member: a revoked or removed one gets no mail. Answers how many mails that were.
pub async fn delete_of_member(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    member_id: MemberId,
) -> Result<u64, StorageError> {
    tx.execute(&DELETE_OF_MEMBER, &[organization_id.uuid().into(), member_id.uuid().into()]).await
}

/// The invitations that wait for a member.
pub async fn of_member(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    member_id: MemberId,
) -> Result<Vec<WaitingInvitation>, StorageError> {
    at.fetch(&OF_MEMBER, &[organization_id.uuid().into(), member_id.uuid().into()], |row| {
        Ok(WaitingInvitation {
            id: InvitationId::from_uuid(row.uuid(0)?),
            recipient: row.text(1)?.to_owned(),
            created_at: Timestamp::from_micros(row.int(2)?),
        })
    })
    .await
}

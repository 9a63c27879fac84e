//! All rows of an organization at once, for its end.

use crate::{StorageError, Transaction, statements};
use domain::OrganizationId;

statements! {
    /// What items are in. The items go next.
    ITEM_COLLECTIONS: Scan = "DELETE FROM item_collection WHERE organization_id = $1";
    /// Its items.
    ITEMS: Scan = "DELETE FROM item WHERE organization_id = $1";
    /// Which members reach its collections.
    COLLECTION_MEMBERS: Scan = "DELETE FROM collection_member WHERE organization_id = $1";
    /// Which groups do.
    COLLECTION_GROUPS: Scan = "DELETE FROM collection_group WHERE organization_id = $1";
    /// Its collections.
    COLLECTIONS: Scan = "DELETE FROM collection WHERE organization_id = $1";
    /// Who is in which group.
    GROUP_MEMBERSHIPS: Scan = "DELETE FROM group_membership WHERE organization_id = $1";
    /// Its groups.
    GROUPS: Scan = "DELETE FROM member_group WHERE organization_id = $1";
    /// The keys of its members.
    MEMBER_KEYS: Scan = "DELETE FROM member_key WHERE organization_id = $1";
    /// Their further addresses.
    MEMBER_ADDRESSES: Scan = "DELETE FROM member_address WHERE organization_id = $1";
    /// Its members.
    MEMBERS: Scan = "DELETE FROM member WHERE organization_id = $1";
    /// Its policies.
    POLICIES: Scan = "DELETE FROM policy WHERE organization_id = $1";
    /// Its SCIM keys.
    SCIM_KEYS: Scan = "DELETE FROM scim_key WHERE organization_id = $1";
    /// Mails about it that wait.
    MAILS: Scan = "DELETE FROM outbox WHERE organization_id = $1";
    /// Those that were sent.
    SENT_MAILS: Scan = "DELETE FROM sent_mail WHERE organization_id = $1";
    /// How many members it had.
    MEMBER_DAYS: Scan = "DELETE FROM member_day WHERE organization_id = $1";
}

/// Removes an organization with all its rows but the event log and the ledger that the log hangs from.
pub async fn delete(tx: &mut Transaction<'_>, id: OrganizationId) -> Result<(), StorageError> {
    for statement in STATEMENTS {
        tx.execute(statement, &[id.uuid().into()]).await?;
    }
    super::organization::delete(tx, id).await
}

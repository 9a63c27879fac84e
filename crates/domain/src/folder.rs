//! Folders: how a person sorts items for themselves.

use crate::{AccountId, FolderId, Timestamp};

/// A folder of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Whose.
    pub account_id: AccountId,
    /// Its identifier.
    pub id: FolderId,
    /// The name under the person's key: an `EncString` of type 2.
    pub name: String,
    /// When it last changed.
    pub revised_at: Timestamp,
}

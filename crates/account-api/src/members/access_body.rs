//! What a member is to be, may do and reaches, as clients send it.

use crate::access_body::{self, AccessBody};
use crate::error::ApiError;
use domain::{CollectionAccess, CollectionId, MemberRole, Permissions};

/// The role of this number.
pub(super) fn role(number: i64) -> Result<MemberRole, ApiError> {
    MemberRole::from_number(number)
        .ok_or_else(|| ApiError::invalid("type is no role: 0 is Owner, 1 Admin, 2 User and 4 Custom."))
}

/// The permissions of a Custom member; other roles have none.
pub(super) fn permissions(role: MemberRole, sent: Option<Permissions>) -> Permissions {
    if role == MemberRole::Custom { sent.unwrap_or_default() } else { Permissions::NONE }
}

/// The wanted access to collections.
pub(super) fn collections(sent: &[AccessBody]) -> Result<Vec<(CollectionId, CollectionAccess)>, ApiError> {
    access_body::read("collections", sent, CollectionId::parse)
}

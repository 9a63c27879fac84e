//! What a member is to be, may do and reaches, as clients send it.

use crate::error::ApiError;
use domain::{CollectionAccess, CollectionId, MemberRole, Permissions};
use serde::Deserialize;

/// Access to a collection.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CollectionBody {
    id: String,
    #[serde(default)]
    read_only: bool,
    #[serde(default)]
    hide_passwords: bool,
    #[serde(default)]
    manage: bool,
}

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
pub(super) fn collections(sent: &[CollectionBody]) -> Result<Vec<(CollectionId, CollectionAccess)>, ApiError> {
    let read = |body: &CollectionBody| {
        let id = CollectionId::parse(&body.id);
        let id = id.ok_or_else(|| ApiError::invalid("collections holds something that is no id."))?;
        let CollectionBody { read_only, hide_passwords, manage, .. } = *body;
        Ok((id, CollectionAccess { read_only, hide_passwords, manage }))
    };
    sent.iter().map(read).collect()
}

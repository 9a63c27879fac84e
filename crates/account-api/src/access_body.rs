//! Access to collections, as clients send and read it.

use crate::error::ApiError;
use domain::CollectionAccess;
use serde::{Deserialize, Serialize};
use std::fmt::Display;

/// What somebody may do in a collection. Whose `id` it is depends on what the list is of: members, groups or collections.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccessBody {
    id: String,
    #[serde(default)]
    read_only: bool,
    #[serde(default)]
    hide_passwords: bool,
    #[serde(default)]
    manage: bool,
}

/// The wanted access of a list. An id that is none of ours by its form is refused with the list's name.
pub(crate) fn read<I>(
    list: &str,
    sent: &[AccessBody],
    parse: fn(&str) -> Option<I>,
) -> Result<Vec<(I, CollectionAccess)>, ApiError> {
    let read = |body: &AccessBody| {
        let id = parse(&body.id).ok_or_else(|| ApiError::invalid(format!("{list} holds something that is no id.")))?;
        let AccessBody { read_only, hide_passwords, manage, .. } = *body;
        Ok((id, CollectionAccess { read_only, hide_passwords, manage }))
    };
    sent.iter().map(read).collect()
}

/// A list for a client.
pub(crate) fn write<I: Display>(access: &[(I, CollectionAccess)]) -> Vec<AccessBody> {
    let write = |(id, access): &(I, CollectionAccess)| AccessBody {
        id: id.to_string(),
        read_only: access.read_only,
        hide_passwords: access.hide_passwords,
        manage: access.manage,
    };
    access.iter().map(write).collect()
}

//! Ids in paths.

use crate::AccountApi;
use crate::error::ApiError;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use domain::{AccountId, CollectionId, DeviceId, FolderId, GroupId, ItemId, MemberId, OrganizationId};

/// Declares an extractor for the id that a path calls by a name. What is no id leads nowhere.
macro_rules! path_ids {
    ($($(#[$doc:meta])* $name:ident: $id:ident = $parameter:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub(crate) struct $name(pub(crate) $id);

        impl FromRequestParts<AccountApi> for $name {
            type Rejection = ApiError;

            async fn from_request_parts(parts: &mut Parts, api: &AccountApi) -> Result<Self, ApiError> {
                let params = RawPathParams::from_request_parts(parts, api).await.map_err(|_| ApiError::not_found())?;
                let found = params.iter().find(|(name, _)| *name == $parameter).and_then(|(_, text)| $id::parse(text));
                found.map(Self).ok_or_else(ApiError::not_found)
            }
        }
    )*};
}

path_ids! {
    /// `{organization}`, for calls that are not by one of its confirmed members.
    OrganizationPath: OrganizationId = "organization";
    /// `{member}`.
    MemberPath: MemberId = "member";
    /// `{group}`.
    GroupPath: GroupId = "group";
    /// `{collection}`.
    CollectionPath: CollectionId = "collection";
    /// `{item}`.
    ItemPath: ItemId = "item";
    /// `{folder}`.
    FolderPath: FolderId = "folder";
    /// `{account}`.
    AccountPath: AccountId = "account";
    /// `{device}`.
    DevicePath: DeviceId = "device";
}

/// Reads ids of a body. One that is none of ours by its form is refused with the field's name.
pub(crate) fn ids<T>(field: &str, texts: &[String], parse: fn(&str) -> Option<T>) -> Result<Vec<T>, ApiError> {
    let read =
        |text: &String| parse(text).ok_or_else(|| ApiError::invalid(format!("{field} holds something that is no id.")));
    texts.iter().map(read).collect()
}

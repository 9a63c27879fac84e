//! Items as clients read them.

use crate::api_json::date;
use crate::error::ApiError;
use application::{ItemView, StorageError};
use domain::ItemOwner;
use serde_json::json;
use serde_json::value::RawValue;

/// An item as one person has it.
///
/// What is in it was stored in the shape of the answer: it is not read again, a large vault has thousands. Both are
/// objects, so that the one goes on where the other ends.
pub(crate) fn item(view: &ItemView) -> Result<Box<RawValue>, ApiError> {
    let head = head(view);
    let (head, data) = head.strip_suffix('}').zip(view.item.data.strip_prefix('{')).ok_or_else(corrupt)?;
    RawValue::from_string(format!("{head},{data}")).map_err(|_| corrupt())
}

/// Several of them.
pub(crate) fn items(views: &[ItemView]) -> Result<Vec<Box<RawValue>>, ApiError> {
    views.iter().map(item).collect()
}

/// Whatever is not stored with the data.
fn head(view: &ItemView) -> String {
    let ItemView { item, placement, collections, access } = view;
    json!({
        "object": "cipherDetails",
        "id": item.id,
        "type": item.item_type.number(),
        "organizationId": item.owner.organization_id(),
        "organizationUseTotp": matches!(item.owner, ItemOwner::Organization(_)),
        "collectionIds": collections,
        "folderId": placement.folder_id,
        "favorite": placement.favorite,
        "archivedDate": placement.archived_at.map(date),
        "creationDate": date(item.created_at),
        "revisionDate": date(item.revised_at),
        "deletedDate": item.deleted_at.map(date),
        "edit": access.edit,
        "viewPassword": access.view_password,
        "permissions": {"delete": access.delete, "restore": access.delete},
        "attachments": null,
        "bankAccount": null,
        "driversLicense": null,
        "passport": null,
    })
    .to_string()
}

/// What was stored is not what this crate stores.
pub(crate) fn corrupt() -> ApiError {
    StorageError::Corrupt { table: "item".to_owned(), column: "data".to_owned() }.into()
}

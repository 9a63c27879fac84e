//! Folders, which are a person's own: `/api/folders`.

pub(crate) mod delete;
pub(crate) mod find;
pub(crate) mod list;
pub(crate) mod put;

use crate::api_json::date;
use crate::error::ApiError;
use application::CommandError;
use domain::{Folder, Refusal};
use serde_json::{Value, json};

/// A folder as clients read it.
pub(crate) fn folder(folder: &Folder) -> Value {
    json!({"id": folder.id, "name": folder.name, "revisionDate": date(folder.revised_at), "object": "folder"})
}

/// A folder in the path that is none of the person's leads nowhere; one in a body is wrong.
fn not_found(error: CommandError) -> ApiError {
    match error {
        CommandError::Refused(Refusal::FolderNotFound) => ApiError::not_found(),
        error => error.into(),
    }
}

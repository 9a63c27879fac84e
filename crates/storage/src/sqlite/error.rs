//! What the engine's error codes mean.

use rusqlite::ffi;

use crate::StorageError;

pub(super) fn storage_error(error: &rusqlite::Error) -> StorageError {
    let rusqlite::Error::SqliteFailure(code, message) = error else {
        return StorageError::Driver(error.to_string());
    };
    match (code.extended_code, code.extended_code & 0xff) {
        (ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY, _) => {
            conflict(message.as_deref().unwrap_or_default())
        }
        // The shared memory file is enlarged by writing: on a full disk that is the first thing to fail.
        (ffi::SQLITE_IOERR_SHMSIZE, _) | (_, ffi::SQLITE_FULL) => StorageError::Full,
        (_, ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED) => StorageError::Busy,
        (_, ffi::SQLITE_CANTOPEN) => StorageError::Unavailable,
        _ => StorageError::Driver(error.to_string()),
    }
}

/// Reads `UNIQUE constraint failed: member.organization_id, member.email_key`.
fn conflict(message: &str) -> StorageError {
    let columns = message.rsplit(": ").next().unwrap_or_default().split(", ");
    let mut table = String::new();
    let mut names = Vec::new();
    for column in columns {
        let (of, name) = column.split_once('.').unwrap_or(("", column));
        of.clone_into(&mut table);
        if name != "organization_id" {
            names.push(name.to_owned());
        }
    }
    StorageError::Conflict { table, columns: names }
}

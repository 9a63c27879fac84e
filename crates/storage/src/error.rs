//! What can go wrong between a command and its rows.

/// A failure of the store itself, never a refusal by a rule.
///
/// A command returns it and never handles it: on `PostgreSQL` the transaction is already aborted. What is expected to
/// collide uses `ON CONFLICT`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// The queue of writes is full, or a lock was not granted in time. Nothing was written; try again shortly.
    #[error("the database is busy")]
    Busy,
    /// The database cannot be reached. Nothing was written.
    #[error("the database is not available")]
    Unavailable,
    /// The disk under the database is full. Nothing was written; reads go on.
    #[error("the disk of the database is full")]
    Full,
    /// The commit was sent and its answer never came: the change is there once or not at all.
    #[error("the outcome of the change is unknown")]
    UnknownOutcome,
    /// A row with these values exists. `columns` are those of the unique index without `organization_id`, in the
    /// index's order, and the same on both engines.
    #[error("{table} already has a row with this {}", columns.join(", "))]
    Conflict {
        /// The table with the unique index.
        table: String,
        /// The columns of the index, without `organization_id`.
        columns: Vec<String>,
    },
    /// A stored value is not of the type its reader expects.
    #[error("{table}.{column} holds a value that cannot be read")]
    Corrupt {
        /// The table, or the module of the statement, that the value was read through.
        table: String,
        /// The name of the result column.
        column: String,
    },
    /// Anything else, in the driver's words: a mistake in a statement, an I/O error. Never contains a password.
    #[error("database driver: {0}")]
    Driver(String),
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no database of this program yet, and none was to be made. Nothing was written.
    #[error("there is no Provost database at {url}")]
    Missing {
        /// The database, without its password.
        url: String,
    },
    /// The database cannot be reached or refuses the login.
    #[error("Cannot open the database {url}: {reason}")]
    Connect {
        /// The database, without its password.
        url: String,
        /// The driver's words.
        reason: String,
    },
    /// The database was migrated by a newer version of this program.
    #[error(
        "This database was migrated by a newer Provost (migration {found}); this binary knows up to {known}; \
         upgrade the binary or restore a backup"
    )]
    NewerSchema {
        /// The newest migration in the database.
        found: String,
        /// The newest migration of this binary, or `none`.
        known: String,
    },
    /// A migration's text is not the one that was applied to this database.
    #[error("Migration {migration} differs from the one that was applied to this database; restore the original file")]
    ChangedMigration {
        /// Its file's name without the extension.
        migration: String,
    },
    /// A migration failed; the ones before it stay applied.
    #[error("Migration {migration} failed: {reason}")]
    Migration {
        /// Its file's name without the extension.
        migration: String,
        /// The engine's words.
        reason: String,
    },
}

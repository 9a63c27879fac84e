//! What the server's error codes mean.

use std::collections::HashMap;
use std::error::Error as _;

use tokio_postgres::Error;
use tokio_postgres::error::{DbError, SqlState};

use super::pool::PostgresConnection;
use crate::StorageError;

/// What a failed statement means for its transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The server undid it for the sake of another: worth trying again.
    Again,
    /// The connection cannot be used any more: worth trying again on another.
    Lost,
    /// It would fail again.
    Final,
}

/// The columns of every unique index, by the index's name, as the catalogue of the database has them. `SQLite` names
/// the columns of a conflict, `PostgreSQL` only the constraint.
pub(super) struct Constraints(HashMap<String, Vec<String>>);

const UNIQUE_INDEXES: &str = "SELECT c.relname::text, a.attname::text
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_attribute a ON a.attrelid = i.indexrelid
    WHERE i.indisunique AND c.relnamespace = current_schema()::regnamespace
    ORDER BY c.relname, a.attnum";

impl Constraints {
    pub(super) async fn load(connection: &PostgresConnection) -> Result<Self, Error> {
        let mut indexes = HashMap::<String, Vec<String>>::new();
        for row in connection.client.query(UNIQUE_INDEXES, &[]).await? {
            let columns = indexes.entry(row.try_get(0)?).or_default();
            let column: String = row.try_get(1)?;
            if column != "organization_id" {
                columns.push(column);
            }
        }
        Ok(Self(indexes))
    }

    fn conflict(&self, error: &DbError) -> StorageError {
        let constraint = error.constraint().unwrap_or_default();
        let columns = self.0.get(constraint).cloned().unwrap_or_else(|| {
            // An index that another node's migration made since.
            tracing::warn!(constraint, "a conflict on an unknown unique index");
            Vec::new()
        });
        StorageError::Conflict { table: error.table().unwrap_or_default().to_owned(), columns }
    }
}

/// Classifies the failure of a statement, before COMMIT was sent.
pub(super) fn classify(error: &Error, constraints: &Constraints) -> (StorageError, Trouble) {
    let Some(db) = error.as_db_error() else {
        return if connection_is_lost(error) {
            (StorageError::Unavailable, Trouble::Lost)
        } else {
            (StorageError::Driver(connect_reason(error)), Trouble::Final)
        };
    };
    let code = db.code();
    if is_shutdown(code) || *code == SqlState::READ_ONLY_SQL_TRANSACTION || plan_is_stale(db) {
        return (StorageError::Unavailable, Trouble::Lost);
    }
    match *code {
        SqlState::UNIQUE_VIOLATION => (constraints.conflict(db), Trouble::Final),
        SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => (StorageError::Busy, Trouble::Again),
        SqlState::LOCK_NOT_AVAILABLE => (StorageError::Busy, Trouble::Final),
        SqlState::TOO_MANY_CONNECTIONS => (StorageError::Unavailable, Trouble::Final),
        SqlState::DISK_FULL => (StorageError::Full, Trouble::Final),
        _ => (StorageError::Driver(format!("{}: {}", code.code(), db.message())), Trouble::Final),
    }
}

/// Classifies the failure of COMMIT, which may have taken effect.
pub(super) fn classify_commit(error: &Error, constraints: &Constraints) -> (StorageError, Trouble) {
    match error.as_db_error() {
        Some(db) if !is_shutdown(db.code()) => classify(error, constraints),
        _ => (StorageError::UnknownOutcome, Trouble::Final),
    }
}

pub(super) fn connection_is_lost(error: &Error) -> bool {
    error.is_closed() || error.source().is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
}

fn is_shutdown(code: &SqlState) -> bool {
    matches!(
        *code,
        SqlState::ADMIN_SHUTDOWN
            | SqlState::CRASH_SHUTDOWN
            | SqlState::CANNOT_CONNECT_NOW
            | SqlState::DATABASE_DROPPED
            | SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT
    ) || code.code().starts_with("08")
}

/// A prepared statement whose columns a migration has changed.
fn plan_is_stale(error: &DbError) -> bool {
    *error.code() == SqlState::FEATURE_NOT_SUPPORTED && error.routine() == Some("RevalidateCachedQuery")
}

/// The driver's words and the cause below them. Neither knows the password.
pub(super) fn connect_reason(error: &Error) -> String {
    match (error.as_db_error(), error.source()) {
        (Some(db), _) => db.message().to_owned(),
        (None, Some(source)) if source.to_string().contains("certificate") => format!(
            "{error}: {source} (sslrootcert=FILE names the certificates to trust; sslmode=disable goes without TLS)"
        ),
        (None, Some(source)) => format!("{error}: {source}"),
        (None, None) => error.to_string(),
    }
}

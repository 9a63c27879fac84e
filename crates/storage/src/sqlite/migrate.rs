//! Migrations on `SQLite`.

use rusqlite::{Connection, TransactionBehavior, params};

use crate::migrate::{Applied, CREATE_TABLE, LIST, Migration, RECORD, expand, next};
use crate::{Dialect, OpenError};

/// Applies what is missing, each migration in its own transaction.
pub(super) fn apply(connection: &mut Connection, known: &[Migration]) -> Result<(), OpenError> {
    while step(connection, known)? {}
    Ok(())
}

/// One migration. The list is read under the write lock: another process may be migrating too.
fn step(connection: &mut Connection, known: &[Migration]) -> Result<bool, OpenError> {
    let reading = |error: rusqlite::Error| OpenError::Migration {
        migration: "schema_migration".to_owned(),
        reason: error.to_string(),
    };
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(reading)?;
    tx.execute_batch(&expand(CREATE_TABLE, Dialect::Sqlite)).map_err(reading)?;
    let applied = list(&tx).map_err(reading)?;
    let migration = next(known, &applied)?;
    if let Some(migration) = migration {
        let failed = |error: rusqlite::Error| migration.failed(&error);
        tx.execute_batch(&expand(migration.sql, Dialect::Sqlite)).map_err(failed)?;
        let now = domain::Clock::system().now().micros();
        let record = params![migration.version(), migration.name, migration.checksum(), now];
        tx.execute(RECORD, record).map_err(failed)?;
    }
    tx.commit().map_err(reading)?;
    Ok(migration.is_some())
}

fn list(connection: &Connection) -> rusqlite::Result<Vec<Applied>> {
    let mut statement = connection.prepare(LIST)?;
    let rows = statement.query_map([], |row| Ok(Applied { name: row.get(0)?, checksum: row.get(1)? }))?;
    rows.collect()
}

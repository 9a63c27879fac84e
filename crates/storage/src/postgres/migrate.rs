//! Migrations on `PostgreSQL`.

use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

use super::error::connect_reason;
use super::pool::PostgresConnection;
use crate::migrate::{Applied, CREATE_TABLE, LIST, Migration, POSTGRES_HAS_BEGUN, RECORD, expand, next};
use crate::{Dialect, OpenError};

/// Applies what is missing, each migration in its own transaction. Nodes that start together take turns.
pub(super) async fn apply(connection: &PostgresConnection, known: &[Migration]) -> Result<(), OpenError> {
    let reading = |error: Error| OpenError::Migration {
        migration: "schema_migration".to_owned(),
        reason: connect_reason(&error),
    };
    create_table(connection).await.map_err(reading)?;
    // Usually nothing is to be done, and nobody is locked out to find that out.
    while next(known, &list(connection).await.map_err(reading)?)?.is_some() {
        // Another node's migration may take long.
        connection.client.batch_execute("BEGIN; SET LOCAL lock_timeout = 0").await.map_err(reading)?;
        let outcome = step(connection, known).await;
        let end = if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" };
        let ended = connection.client.batch_execute(end).await.map_err(reading);
        outcome.and(ended)?;
    }
    Ok(())
}

/// Whether a migration was ever applied here.
pub(super) async fn has_begun(connection: &PostgresConnection) -> Result<bool, Error> {
    let row = connection.client.query_one(POSTGRES_HAS_BEGUN, &[]).await?;
    row.try_get(0)
}

/// IF NOT EXISTS does not help two nodes that look at the same moment; then the other one's table will do.
async fn create_table(connection: &PostgresConnection) -> Result<(), Error> {
    match connection.client.batch_execute(&expand(CREATE_TABLE, Dialect::Postgres)).await {
        Err(error)
            if matches!(
                error.code(),
                Some(&(SqlState::UNIQUE_VIOLATION | SqlState::DUPLICATE_TABLE | SqlState::DUPLICATE_OBJECT))
            ) =>
        {
            Ok(())
        }
        result => result,
    }
}

/// One migration, chosen under the lock: another node may have applied it meanwhile.
async fn step(connection: &PostgresConnection, known: &[Migration]) -> Result<(), OpenError> {
    let client = &connection.client;
    let lock = client.batch_execute("LOCK TABLE schema_migration IN EXCLUSIVE MODE").await;
    let applied = match lock {
        Ok(()) => list(connection).await,
        Err(error) => Err(error),
    };
    let applied = applied.map_err(|error| OpenError::Migration {
        migration: "schema_migration".to_owned(),
        reason: connect_reason(&error),
    })?;
    let Some(migration) = next(known, &applied)? else { return Ok(()) };
    let failed = |error: Error| migration.failed(&connect_reason(&error));
    client.batch_execute(&expand(migration.sql, Dialect::Postgres)).await.map_err(failed)?;
    let now = domain::Clock::system().now().micros();
    client
        .execute(RECORD, &[&migration.version(), &migration.name, &migration.checksum(), &now])
        .await
        .map_err(failed)?;
    tracing::info!(migration = migration.name, "migrated the database");
    Ok(())
}

async fn list(connection: &PostgresConnection) -> Result<Vec<Applied>, Error> {
    let rows = connection.client.query(LIST, &[]).await?;
    rows.iter().map(|row| Ok(Applied { name: row.try_get(0)?, checksum: row.try_get(1)? })).collect()
}

//! The one door to the database.

use std::time::Duration;

use crate::database_url::Location;
use crate::migrate::Migration;
use crate::migrations::MIGRATIONS;
use crate::postgres::PostgresStore;
use crate::sqlite::SqliteStore;
use crate::{Command, DatabaseUrl, OpenError, Query, StorageError, StorageMetrics, Transaction};

/// An open database. Clones share it.
#[derive(Clone)]
pub struct Storage(Engine);

#[derive(Clone)]
enum Engine {
    Sqlite(SqliteStore),
    Postgres(PostgresStore),
}

/// How a database is used. The defaults suit one node.
#[derive(Debug, Clone)]
pub struct StorageOptions {
    /// Whether a database that is not there yet is made; otherwise it is [`OpenError::Missing`].
    pub create: bool,
    /// `SQLite`: commands that may wait for the writer before more are turned away as [`StorageError::Busy`].
    pub queue: usize,
    /// `SQLite`: queries of class [`QueryCost::Scan`](crate::QueryCost::Scan) that may run at once.
    pub scans: usize,
    /// `SQLite`: how long a lock held by another process is waited for.
    pub lock_wait: Duration,
    /// `SQLite`: whether a commit waits for the disk, so that it survives a loss of power.
    pub durable: bool,
    /// `PostgreSQL`: connections at most.
    pub connections: usize,
    /// `PostgreSQL`: how long a free connection, or a new one, is waited for.
    pub connection_wait: Duration,
}

impl Default for StorageOptions {
    fn default() -> Self {
        Self {
            create: true,
            queue: 4_096,
            scans: 4,
            lock_wait: Duration::from_secs(5),
            durable: true,
            connections: 16,
            connection_wait: Duration::from_secs(5),
        }
    }
}

impl Storage {
    /// Opens the database, makes one that is not there if the options say so, and applies missing migrations.
    ///
    /// Must be called on a tokio runtime, which then carries the connections of `PostgreSQL`.
    ///
    /// # Errors
    /// [`OpenError`], whose text is meant for the operator.
    pub async fn open(url: &DatabaseUrl, options: StorageOptions) -> Result<Self, OpenError> {
        Self::open_with(url, options, MIGRATIONS).await
    }

    pub(crate) async fn open_with(
        url: &DatabaseUrl,
        options: StorageOptions,
        migrations: &'static [Migration],
    ) -> Result<Self, OpenError> {
        Ok(Self(match &url.0 {
            Location::Sqlite(path) => Engine::Sqlite(SqliteStore::open(path.clone(), options, migrations).await?),
            Location::Postgres(url) => Engine::Postgres(PostgresStore::open(url, &options, migrations).await?),
        }))
    }

    /// Runs a command as one transaction; answers after its commit.
    pub async fn run<C: Command>(&self, command: C) -> Result<C::Output, C::Error> {
        match &self.0 {
            Engine::Sqlite(store) => store.run(command).await,
            Engine::Postgres(store) => store.run(&command).await,
        }
    }

    /// Reads one moment. What a caller was told is committed is in it.
    pub async fn read<Q: Query>(&self, query: &Q) -> Result<Q::Output, Q::Error> {
        match &self.0 {
            Engine::Sqlite(store) => store.read(query).await,
            Engine::Postgres(store) => store.read(query).await,
        }
    }

    /// Whether a command would be taken and committed now: an empty one goes the whole way.
    pub async fn ready(&self) -> Result<(), StorageError> {
        match &self.0 {
            Engine::Sqlite(store) => store.run(Probe).await,
            Engine::Postgres(store) => store.ready().await,
        }
    }

    /// Finishes what is queued, refuses what comes later, and leaves the files checkpointed.
    pub async fn close(&self) {
        match &self.0 {
            Engine::Sqlite(store) => store.close().await,
            Engine::Postgres(store) => store.close().await,
        }
    }

    /// `SQLite` or `PostgreSQL`.
    pub fn engine_name(&self) -> &'static str {
        match &self.0 {
            Engine::Sqlite(_) => "SQLite",
            Engine::Postgres(_) => "PostgreSQL",
        }
    }

    /// The counters now.
    pub fn metrics(&self) -> StorageMetrics {
        match &self.0 {
            Engine::Sqlite(store) => store.metrics(),
            Engine::Postgres(store) => store.metrics(),
        }
    }
}

/// The command that does nothing.
struct Probe;

impl Command for Probe {
    type Output = ();
    type Error = StorageError;

    async fn run(&self, _: &mut Transaction<'_>) -> Result<(), StorageError> {
        Ok(())
    }
}

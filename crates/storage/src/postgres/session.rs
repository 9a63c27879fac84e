//! Statements of one transaction.

use std::sync::Arc;
use std::time::Instant;

use deadpool::managed::Object;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Error};

use super::Shared;
use super::error::{Trouble, classify, classify_commit};
use super::pool::Manager;
use super::statistics::inserted_into;
use super::value::PostgresRow;
use crate::transaction::poll_once;
use crate::{Param, Row, StorageError};

/// A connection of the pool, for one transaction or one statement.
///
/// Dropped in the middle (the caller went away), it rolls back before the connection serves another.
pub(crate) struct PostgresSession {
    connection: Object<Manager>,
    /// Opens the transaction; taken by the first statement.
    begin: Option<&'static str>,
    open: bool,
    /// What the first failure of a statement means.
    trouble: Option<Trouble>,
    /// Tables and how many rows they got.
    inserted: Vec<(String, u64)>,
    shared: Arc<Shared>,
}

impl PostgresSession {
    pub(super) fn new(connection: Object<Manager>, begin: Option<&'static str>, shared: Arc<Shared>) -> Self {
        Self { connection, begin, open: false, trouble: None, inserted: Vec::new(), shared }
    }

    pub(crate) async fn query<T>(
        &mut self,
        table: &str,
        sql: &str,
        params: &[Param<'_>],
        limit: usize,
        mut map: impl FnMut(&dyn Row) -> Result<T, StorageError>,
    ) -> Result<Vec<T>, StorageError> {
        let rows = self.send_query(sql, params).await.map_err(|error| self.failed(&error))?;
        self.shared.metrics.statement(rows.len().min(limit) as u64, 0);
        // INSERT … RETURNING answers with the rows it made.
        self.count_inserted(sql, rows.len() as u64);
        rows.iter().take(limit).map(|row| map(&PostgresRow { row, table })).collect()
    }

    pub(crate) async fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64, StorageError> {
        let changed = self.send_execute(sql, params).await.map_err(|error| self.failed(&error))?;
        self.shared.metrics.statement(0, changed);
        self.count_inserted(sql, changed);
        Ok(changed)
    }

    fn count_inserted(&mut self, sql: &str, rows: u64) {
        if let Some(table) = inserted_into(sql) {
            self.inserted.push((table.to_owned(), rows));
        }
    }

    async fn send_query(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Vec<tokio_postgres::Row>, Error> {
        let statement = self.connection.prepare(sql).await?;
        let begin = self.take_begin();
        let client = &self.connection.client;
        pipelined(client, begin, client.query(&statement, &as_dyn(params))).await
    }

    async fn send_execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64, Error> {
        let statement = self.connection.prepare(sql).await?;
        let begin = self.take_begin();
        let client = &self.connection.client;
        pipelined(client, begin, client.execute(&statement, &as_dyn(params))).await
    }

    fn take_begin(&mut self) -> Option<&'static str> {
        self.open |= self.begin.is_some();
        self.begin.take()
    }

    fn failed(&mut self, error: &Error) -> StorageError {
        let (storage_error, trouble) = classify(error, &self.shared.constraints);
        self.trouble.get_or_insert(trouble);
        self.connection.broken |= trouble == Trouble::Lost;
        storage_error
    }

    /// What the first failure means, if a statement failed.
    pub(super) fn trouble(&self) -> Option<Trouble> {
        self.trouble
    }

    /// Ends a transaction that changed something.
    pub(super) async fn commit(&mut self) -> Result<(), (StorageError, Trouble)> {
        if !self.open {
            return Ok(());
        }
        // From here on a rollback could come too late.
        self.open = false;
        let warnings = self.connection.warnings();
        let started = Instant::now();
        if let Err(error) = self.connection.client.batch_execute("COMMIT").await {
            let (storage_error, trouble) = classify_commit(&error, &self.shared.constraints);
            self.connection.broken |= error.as_db_error().is_none() || trouble == Trouble::Lost;
            return Err((storage_error, trouble));
        }
        self.shared.metrics.commit(1, started.elapsed());
        self.shared.statistics.count(self.inserted.drain(..));
        if self.connection.warnings() == warnings {
            Ok(())
        } else {
            // Committed here, perhaps not on the standby: a failover could lose it.
            Err((StorageError::UnknownOutcome, Trouble::Final))
        }
    }

    /// Ends a transaction that only read. Its answer tells nothing, so nobody waits for it.
    pub(super) fn end(&mut self, sql: &str) {
        if std::mem::take(&mut self.open) && !self.connection.broken {
            let _ = poll_once(self.connection.client.batch_execute(sql));
        }
    }

    /// Whether this server takes writes.
    pub(super) async fn is_writable(&self) -> Result<bool, StorageError> {
        const QUERY: &str = "SELECT current_setting('transaction_read_only') = 'off'";
        let row = self.connection.client.query_one(QUERY, &[]).await;
        row.and_then(|row| row.try_get(0)).map_err(|error| classify(&error, &self.shared.constraints).0)
    }
}

impl Drop for PostgresSession {
    fn drop(&mut self) {
        self.end("ROLLBACK");
    }
}

/// Sends BEGIN and the first statement without waiting in between: one round trip less.
async fn pipelined<T>(
    client: &Client,
    begin: Option<&str>,
    first: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    match begin {
        None => first.await,
        Some(begin) => {
            let (opened, first) = tokio::join!(biased; client.batch_execute(begin), first);
            opened.and(first)
        }
    }
}

fn as_dyn<'a>(params: &'a [Param<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    params.iter().map(|param| param as &(dyn ToSql + Sync)).collect()
}

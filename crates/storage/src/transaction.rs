//! What a command and a query are, and what they may do.

use std::ops::{Deref, DerefMut};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use crate::postgres::PostgresSession;
use crate::sqlite::SqliteSession;
use crate::{Param, Row, Statement, StorageError};

/// The two dialects of SQL. Only `where_clause` asks, and whoever locks rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// `SQLite`, as bundled.
    Sqlite,
    /// `PostgreSQL` 15 or newer.
    Postgres,
}

/// One transaction, as a value that can be run again.
///
/// The body awaits nothing but its transaction: on `SQLite` it must be done at its first poll. On `PostgreSQL` it runs
/// again after a deadlock or a lost connection, so whatever it draws (ids, times) is drawn before and carried in it.
pub trait Command: Send + Sync + 'static {
    /// What the caller learns after the commit.
    type Output: Send + 'static;
    /// Why nothing was changed. Any error rolls the whole transaction back.
    type Error: From<StorageError> + Send + 'static;
    /// Reads, decides and writes.
    fn run(&self, tx: &mut Transaction<'_>) -> impl Future<Output = Result<Self::Output, Self::Error>> + Send;
}

/// A read of one moment.
pub trait Query: Send + Sync {
    /// What was read.
    type Output: Send;
    /// Why nothing was.
    type Error: From<StorageError> + Send;
    /// Whether the body runs one statement at most: it then needs no transaction, which saves round trips. A second
    /// statement is refused.
    const SINGLE_STATEMENT: bool = false;
    /// Reads. Awaits nothing but its snapshot.
    fn run(&self, at: &mut Snapshot<'_>) -> impl Future<Output = Result<Self::Output, Self::Error>> + Send;
    /// The most expensive class among its statements.
    fn cost(&self) -> QueryCost {
        QueryCost::Point
    }
}

/// How long a query may occupy its thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryCost {
    /// A few rows by key: runs where it is awaited.
    Point,
    /// A page of an index: runs where it is awaited.
    Range,
    /// All rows of an organization: on `SQLite` it leaves the async workers, a few at a time.
    Scan,
}

/// A moment of the database, for reading.
pub struct Snapshot<'c> {
    engine: Engine<'c>,
    /// The first failure of a statement: whatever the body makes of it, the transaction is lost.
    failure: Option<StorageError>,
    single: bool,
    used: bool,
}

pub(crate) enum Engine<'c> {
    Sqlite(&'c mut SqliteSession),
    Postgres(&'c mut PostgresSession),
}

impl<'c> Snapshot<'c> {
    pub(crate) fn new(engine: Engine<'c>, single: bool) -> Self {
        Self { engine, failure: None, single, used: false }
    }

    /// All rows of a statement.
    pub async fn fetch<T: Send>(
        &mut self,
        statement: &'static Statement,
        params: &[Param<'_>],
        map: impl FnMut(&dyn Row) -> Result<T, StorageError> + Send,
    ) -> Result<Vec<T>, StorageError> {
        self.query(statement.table(), statement.sql, params, usize::MAX, map).await
    }

    /// The first row of a statement, if there is one.
    pub async fn fetch_optional<T: Send>(
        &mut self,
        statement: &'static Statement,
        params: &[Param<'_>],
        map: impl FnMut(&dyn Row) -> Result<T, StorageError> + Send,
    ) -> Result<Option<T>, StorageError> {
        Ok(self.query(statement.table(), statement.sql, params, 1, map).await?.pop())
    }

    /// All rows of a text made at run time, which must come from `where_clause` with its values as parameters. It is
    /// prepared once per connection, so the number of different texts must stay small.
    pub async fn fetch_dynamic<T: Send>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        map: impl FnMut(&dyn Row) -> Result<T, StorageError> + Send,
    ) -> Result<Vec<T>, StorageError> {
        self.query("dynamic", sql, params, usize::MAX, map).await
    }

    /// The dialect to write a text in; for `where_clause` alone.
    pub fn dialect(&self) -> Dialect {
        match self.engine {
            Engine::Sqlite(_) => Dialect::Sqlite,
            Engine::Postgres(_) => Dialect::Postgres,
        }
    }

    async fn query<T: Send>(
        &mut self,
        table: &str,
        sql: &str,
        params: &[Param<'_>],
        limit: usize,
        map: impl FnMut(&dyn Row) -> Result<T, StorageError> + Send,
    ) -> Result<Vec<T>, StorageError> {
        if self.single && self.used {
            return self
                .note(Err(StorageError::Driver(format!("a second statement in a single-statement query: {sql}"))));
        }
        self.used = true;
        let result = match &mut self.engine {
            Engine::Sqlite(session) => session.query(table, sql, params, limit, map),
            Engine::Postgres(session) => session.query(table, sql, params, limit, map).await,
        };
        self.note(result)
    }

    fn note<T>(&mut self, result: Result<T, StorageError>) -> Result<T, StorageError> {
        if let (None, Err(error)) = (&self.failure, &result) {
            self.failure = Some(error.clone());
        }
        result
    }

    /// Ends the borrow of the engine and says whether a statement failed, which the body may have hidden.
    pub(crate) fn finish(self) -> Option<StorageError> {
        self.failure
    }
}

/// A snapshot that may write. Helpers that only read take `&mut Snapshot<'_>`; `&mut Transaction<'_>` coerces to it.
pub struct Transaction<'c> {
    snapshot: Snapshot<'c>,
}

impl<'c> Transaction<'c> {
    pub(crate) fn new(engine: Engine<'c>) -> Self {
        Self { snapshot: Snapshot::new(engine, false) }
    }

    pub(crate) fn finish(self) -> Option<StorageError> {
        self.snapshot.finish()
    }

    /// Runs a statement that changes rows; answers how many.
    pub async fn execute(&mut self, statement: &'static Statement, params: &[Param<'_>]) -> Result<u64, StorageError> {
        self.execute_dynamic(statement.sql, params).await
    }

    /// All rows of a text, each locked until the end of the transaction, in the order in which they are answered. The text
    /// orders them by their key, so that two commands that lock the same rows never wait for each other. `SQLite` has one
    /// writer, and nothing to lock.
    pub async fn fetch_locked<T: Send>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        map: impl FnMut(&dyn Row) -> Result<T, StorageError> + Send,
    ) -> Result<Vec<T>, StorageError> {
        match self.dialect() {
            Dialect::Sqlite => self.fetch_dynamic(sql, params, map).await,
            Dialect::Postgres => self.fetch_dynamic(&format!("{sql} FOR UPDATE"), params, map).await,
        }
    }

    /// Runs a text made at run time (VALUES lists of a few fixed lengths), prepared once per connection.
    pub async fn execute_dynamic(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64, StorageError> {
        let result = match &mut self.snapshot.engine {
            Engine::Sqlite(session) => session.execute(sql, params),
            Engine::Postgres(session) => session.execute(sql, params).await,
        };
        self.snapshot.note(result)
    }
}

impl<'c> Deref for Transaction<'c> {
    type Target = Snapshot<'c>;

    fn deref(&self) -> &Self::Target {
        &self.snapshot
    }
}

impl DerefMut for Transaction<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.snapshot
    }
}

/// The result of a future that is done at its first poll. A future that is not is dropped, having begun its work.
pub(crate) fn poll_once<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

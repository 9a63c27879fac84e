//! Connections that read, beside the writer and beside each other.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::Mutex;

use super::error::storage_error;
use super::pragma;
use super::session::SqliteSession;
use crate::metrics::Metrics;
use crate::transaction::{Engine, poll_once};
use crate::{Query, Snapshot, StorageError};

/// A stack of idle connections. A query never leaves its thread, so there are as many as threads that read at once.
pub(super) struct Readers {
    path: PathBuf,
    lock_wait: Duration,
    metrics: Arc<Metrics>,
    /// `None` once closed.
    idle: Mutex<Option<Vec<SqliteSession>>>,
    open: Arc<AtomicU64>,
}

impl Readers {
    pub(super) fn new(path: PathBuf, lock_wait: Duration, metrics: Arc<Metrics>) -> Self {
        Self { path, lock_wait, metrics, idle: Mutex::new(Some(Vec::new())), open: Arc::default() }
    }

    /// Runs a query on this thread.
    pub(super) fn read<Q: Query>(&self, query: &Q) -> Result<Q::Output, Q::Error> {
        let mut session = self.take()?;
        let result = Self::run(&mut session, query);
        self.put(session);
        result
    }

    fn run<Q: Query>(session: &mut SqliteSession, query: &Q) -> Result<Q::Output, Q::Error> {
        if !Q::SINGLE_STATEMENT {
            session.control("BEGIN")?;
        }
        let mut snapshot = Snapshot::new(Engine::Sqlite(session), Q::SINGLE_STATEMENT);
        let result = poll_once(query.run(&mut snapshot));
        let failure = snapshot.finish();
        if !Q::SINGLE_STATEMENT {
            session.control("COMMIT")?;
        }
        match (result, failure) {
            (Some(Ok(_)), Some(hidden)) => Err(hidden.into()),
            (Some(result), _) => result,
            (None, _) => Err(awaited_elsewhere().into()),
        }
    }

    fn take(&self) -> Result<SqliteSession, StorageError> {
        let idle = self.idle.lock().as_mut().ok_or(StorageError::Unavailable)?.pop();
        if let Some(session) = idle {
            return Ok(session);
        }
        let connection = pragma::open_reader(&self.path, self.lock_wait).map_err(|error| storage_error(&error))?;
        self.open.fetch_add(1, Ordering::Relaxed);
        Ok(SqliteSession::new(connection, Arc::clone(&self.metrics)))
    }

    fn put(&self, session: SqliteSession) {
        // Not one that a failed COMMIT left inside its transaction.
        match self.idle.lock().as_mut() {
            Some(idle) if session.connection.is_autocommit() => idle.push(session),
            _ => {
                self.open.fetch_sub(1, Ordering::Relaxed);
            }
        }
    }

    /// Open connections, in use or not.
    pub(super) fn open(&self) -> u64 {
        self.open.load(Ordering::Relaxed)
    }

    pub(super) fn close(&self) {
        let closed = self.idle.lock().take().map_or(0, |idle| idle.len() as u64);
        self.open.fetch_sub(closed, Ordering::Relaxed);
    }
}

/// What a body that awaits a timer, a lock or the network gets. A mistake in the program, found by its first test.
pub(super) fn awaited_elsewhere() -> StorageError {
    let message = "a command or query awaited something other than its transaction";
    tracing::error!("{message}");
    StorageError::Driver(message.to_owned())
}

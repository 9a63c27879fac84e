//! `SQLite`: one thread writes and commits in groups, any number of connections read beside it.

mod error;
mod migrate;
mod pragma;
mod readers;
mod session;
mod writer;

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::{Semaphore, oneshot};

use self::readers::Readers;
pub(crate) use self::session::SqliteSession;
use self::writer::{CommandJob, Writer};
use crate::metrics::Metrics;
use crate::migrate::Migration;
use crate::{Command, OpenError, Query, QueryCost, StorageError, StorageMetrics, StorageOptions};

/// An open `SQLite` file.
#[derive(Clone)]
pub(crate) struct SqliteStore(Arc<Inner>);

struct Inner {
    writer: Writer,
    readers: Readers,
    scans: Semaphore,
    metrics: Arc<Metrics>,
}

impl SqliteStore {
    pub(crate) async fn open(
        path: PathBuf,
        options: StorageOptions,
        migrations: &'static [Migration],
    ) -> Result<Self, OpenError> {
        let opened = tokio::task::spawn_blocking(move || Self::open_blocking(&path, &options, migrations)).await;
        opened.unwrap_or_else(|panic| Err(OpenError::Connect { url: "sqlite:".to_owned(), reason: panic.to_string() }))
    }

    fn open_blocking(
        path: &std::path::Path,
        options: &StorageOptions,
        migrations: &'static [Migration],
    ) -> Result<Self, OpenError> {
        let connect_error = |error: &dyn ToString| OpenError::Connect {
            url: format!("sqlite:{}", path.display()),
            reason: with_hint(error.to_string()),
        };
        // A file without a byte is what SQLite makes before the first table.
        if !options.create && is_missing(path) {
            return Err(OpenError::Missing { url: format!("sqlite:{}", path.display()) });
        }
        let metrics = Arc::new(Metrics::default());
        pragma::create_private(path).map_err(|error| connect_error(&error))?;
        let mut connection =
            pragma::open_writer(path, options.lock_wait, options.durable).map_err(|error| connect_error(&error))?;
        migrate::apply(&mut connection, migrations)?;
        let session = SqliteSession::new(connection, Arc::clone(&metrics));
        let writer = Writer::start(path.to_owned(), session, options, Arc::clone(&metrics))
            .map_err(|error| connect_error(&error))?;
        let readers = Readers::new(path.to_owned(), options.lock_wait, Arc::clone(&metrics));
        Ok(Self(Arc::new(Inner { writer, readers, scans: Semaphore::new(options.scans.max(1)), metrics })))
    }

    pub(crate) async fn run<C: Command>(&self, command: C) -> Result<C::Output, C::Error> {
        let (reply, answer) = oneshot::channel();
        self.0.writer.submit(Box::new(CommandJob::new(command, reply)))?;
        answer.await.unwrap_or_else(|_| Err(StorageError::UnknownOutcome.into()))
    }

    pub(crate) async fn read<Q: Query>(&self, query: &Q) -> Result<Q::Output, Q::Error> {
        if query.cost() != QueryCost::Scan {
            return self.0.readers.read(query);
        }
        let Ok(_permit) = self.0.scans.acquire().await else {
            return Err(StorageError::Unavailable.into());
        };
        match tokio::runtime::Handle::current().runtime_flavor() {
            // Hands this worker's other tasks to another thread, and needs no 'static query.
            tokio::runtime::RuntimeFlavor::MultiThread => tokio::task::block_in_place(|| self.0.readers.read(query)),
            _ => self.0.readers.read(query),
        }
    }

    pub(crate) async fn close(&self) {
        self.0.scans.close();
        self.0.readers.close();
        self.0.writer.close().await;
    }

    pub(crate) fn metrics(&self) -> StorageMetrics {
        self.0.metrics.read(self.0.readers.open())
    }
}

fn is_missing(path: &std::path::Path) -> bool {
    match std::fs::metadata(path) {
        Ok(file) => file.len() == 0,
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

/// SQLite tells a full disk as an I/O error while it opens a file.
fn with_hint(reason: String) -> String {
    if reason.contains("disk I/O error") { format!("{reason} (is the disk full?)") } else { reason }
}

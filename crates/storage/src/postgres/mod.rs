//! `PostgreSQL`: a pool of connections, READ COMMITTED for commands, one snapshot for queries.

mod error;
mod migrate;
mod pool;
mod retry;
mod session;
mod statistics;
mod tls;
mod url;
mod value;

use std::sync::Arc;
use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::{Pool, PoolError, QueueMode, Timeouts};
use tokio_util::task::TaskTracker;

use self::error::{Constraints, connect_reason};
use self::pool::Manager;
pub(crate) use self::session::PostgresSession;
use self::statistics::Statistics;
pub(crate) use self::url::PostgresUrl;
use crate::metrics::Metrics;
use crate::migrate::Migration;
use crate::{OpenError, StorageError, StorageMetrics, StorageOptions};

/// A pool of connections to one database.
#[derive(Clone)]
pub(crate) struct PostgresStore(Arc<Inner>);

struct Inner {
    pool: Pool<Manager>,
    shared: Arc<Shared>,
    tasks: TaskTracker,
    wait: Duration,
}

/// What every session of the store counts and looks up in.
struct Shared {
    metrics: Metrics,
    constraints: Constraints,
    statistics: Statistics,
}

impl PostgresStore {
    pub(crate) async fn open(
        url: &PostgresUrl,
        options: &StorageOptions,
        migrations: &[Migration],
    ) -> Result<Self, OpenError> {
        let failed = |reason: String| OpenError::Connect { url: url.to_string(), reason };
        let tasks = TaskTracker::new();
        let manager = Manager::new(url, options.connection_wait, tasks.clone()).map_err(failed)?;
        let first = manager.connect().await.map_err(|error| failed(connect_reason(&error)))?;
        if !options.create && !migrate::has_begun(&first).await.map_err(|error| failed(connect_reason(&error)))? {
            return Err(OpenError::Missing { url: url.to_string() });
        }
        migrate::apply(&first, migrations).await?;
        let constraints = Constraints::load(&first).await.map_err(|error| failed(connect_reason(&error)))?;
        let statistics =
            Statistics::start(&first, manager.clone(), &tasks).await.map_err(|error| failed(connect_reason(&error)))?;
        let wait = Some(options.connection_wait);
        let pool = Pool::builder(manager)
            .max_size(options.connections.max(1))
            .timeouts(Timeouts { wait, create: wait, recycle: wait })
            // The connections used last have their plans at hand.
            .queue_mode(QueueMode::Lifo)
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| failed(error.to_string()))?;
        let shared = Arc::new(Shared { metrics: Metrics::default(), constraints, statistics });
        Ok(Self(Arc::new(Inner { pool, shared, tasks, wait: options.connection_wait })))
    }

    /// A session that opens its transaction with `begin`, together with its first statement.
    async fn session(&self, begin: Option<&'static str>) -> Result<PostgresSession, StorageError> {
        match self.0.pool.get().await {
            Ok(connection) => Ok(PostgresSession::new(connection, begin, Arc::clone(&self.0.shared))),
            Err(PoolError::Backend(error)) => {
                tracing::warn!(reason = connect_reason(&error), "PostgreSQL cannot be reached");
                Err(StorageError::Unavailable)
            }
            Err(error) => {
                tracing::warn!(%error, "no connection to PostgreSQL in time");
                Err(StorageError::Unavailable)
            }
        }
    }

    pub(crate) async fn ready(&self) -> Result<(), StorageError> {
        let probe = async { self.session(None).await?.is_writable().await };
        match tokio::time::timeout(self.0.wait, probe).await {
            Ok(Ok(true)) => Ok(()),
            Ok(Err(error)) => Err(error),
            Ok(Ok(false)) | Err(_) => Err(StorageError::Unavailable),
        }
    }

    pub(crate) async fn close(&self) {
        self.0.pool.close();
        self.0.shared.statistics.stop();
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }

    pub(crate) fn metrics(&self) -> StorageMetrics {
        let status = self.0.pool.status();
        StorageMetrics { queue_depth: status.waiting as u64, ..self.0.shared.metrics.read(status.size as u64) }
    }
}

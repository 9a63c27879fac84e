//! Connections and how they are made.

use std::collections::HashMap;
use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use deadpool::managed::{self, Metrics, RecycleError, RecycleResult};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_postgres::error::Severity;
use tokio_postgres::{AsyncMessage, Client, Config, Connection, Error, NoTls, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;
use tokio_util::task::TaskTracker;

use super::PostgresUrl;
use super::tls;

/// More than the catalogue has, and room for what `where_clause` makes.
const PREPARED_STATEMENTS: usize = 512;

/// No limit on the time of a statement: one that is cancelled while it waits for a standby reports success. Plans of
/// short statements are not worth compiling.
const SETUP: &str = "SET jit = off; SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s'";

/// Makes connections.
#[derive(Clone)]
pub(super) struct Manager {
    config: Config,
    tls: Option<MakeRustlsConnect>,
    tasks: TaskTracker,
}

/// A connection, its prepared statements and what the server said on it unasked.
pub(super) struct PostgresConnection {
    pub(super) client: Client,
    prepared: HashMap<Box<str>, Statement>,
    /// Counted by the task that reads from the socket, before it hands on the answer that follows.
    warnings: Arc<AtomicU64>,
    /// Set when it must not be used again.
    pub(super) broken: bool,
}

impl Manager {
    pub(super) fn new(url: &PostgresUrl, wait: Duration, tasks: TaskTracker) -> Result<Self, String> {
        let mut config = url.config.clone();
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(wait);
        }
        Ok(Self { config, tls: tls::connector(url)?, tasks })
    }

    pub(super) async fn connect(&self) -> Result<PostgresConnection, Error> {
        let warnings = Arc::<AtomicU64>::default();
        let client = if let Some(tls) = &self.tls {
            let (client, connection) = self.config.connect(tls.clone()).await?;
            self.tasks.spawn(drive(connection, Arc::clone(&warnings)));
            client
        } else {
            let (client, connection) = self.config.connect(NoTls).await?;
            self.tasks.spawn(drive(connection, Arc::clone(&warnings)));
            client
        };
        client.batch_execute(SETUP).await?;
        Ok(PostgresConnection { client, prepared: HashMap::new(), warnings, broken: false })
    }
}

impl managed::Manager for Manager {
    type Type = PostgresConnection;
    type Error = Error;

    async fn create(&self) -> Result<PostgresConnection, Error> {
        self.connect().await
    }

    async fn recycle(&self, connection: &mut PostgresConnection, _: &Metrics) -> RecycleResult<Error> {
        if connection.broken || connection.client.is_closed() {
            return Err(RecycleError::message("closed"));
        }
        Ok(())
    }
}

impl PostgresConnection {
    /// A statement prepared on this connection, once.
    pub(super) async fn prepare(&mut self, sql: &str) -> Result<Statement, Error> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql).await?;
        if self.prepared.len() >= PREPARED_STATEMENTS {
            self.prepared.clear();
        }
        self.prepared.insert(sql.into(), statement.clone());
        Ok(statement)
    }

    /// Warnings of the server so far.
    pub(super) fn warnings(&self) -> u64 {
        self.warnings.load(Ordering::Acquire)
    }
}

/// Reads from the socket until the connection ends.
async fn drive<S, T>(mut connection: Connection<S, T>, warnings: Arc<AtomicU64>)
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    while let Some(message) = poll_fn(|cx| connection.poll_message(cx)).await {
        match message {
            Ok(AsyncMessage::Notice(notice)) if notice.parsed_severity() == Some(Severity::Warning) => {
                tracing::warn!(code = notice.code().code(), message = notice.message(), "PostgreSQL warns");
                warnings.fetch_add(1, Ordering::Release);
            }
            Ok(_) => {}
            Err(error) => {
                tracing::info!(%error, "a connection to PostgreSQL ended");
                return;
            }
        }
    }
}

//! The one thread that writes: it gathers what is queued into one commit, and so into one fdatasync.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::pragma;
use super::readers::awaited_elsewhere;
use super::session::SqliteSession;
use crate::metrics::Metrics;
use crate::transaction::{Engine, poll_once};
use crate::{Command, StorageError, StorageOptions, Transaction};

/// Jobs in one commit at most.
const BATCH_JOBS: usize = 512;
/// Bytes bound to statements of one commit, after which it takes no further job.
const BATCH_BYTES: usize = 4 * 1024 * 1024;
/// Without work for this long, the log is copied into the database and cut.
const IDLE: Duration = Duration::from_millis(if cfg!(test) { 50 } else { 2_000 });
/// A dead writer that cannot open its file again tries every so often.
const REOPEN: Duration = Duration::from_millis(if cfg!(test) { 20 } else { 500 });

/// A command on its way through the writer, its types erased.
pub(super) trait Job: Send {
    /// Runs inside its savepoint and keeps the result. An error means that the savepoint must be rolled back.
    fn run(&mut self, session: &mut SqliteSession) -> Result<(), Undo>;
    /// Tells the caller, once the fate of the batch is known.
    fn answer(self: Box<Self>, committed: Result<(), StorageError>);
}

/// A job that must leave no trace, and the statement's failure if that is why.
pub(super) struct Undo(Option<StorageError>);

enum Message {
    Job(Box<dyn Job>),
    Close(oneshot::Sender<()>),
}

/// The queue in front of the thread.
pub(super) struct Writer {
    queue: SyncSender<Message>,
    metrics: Arc<Metrics>,
}

impl Writer {
    pub(super) fn start(
        path: PathBuf,
        session: SqliteSession,
        options: &StorageOptions,
        metrics: Arc<Metrics>,
    ) -> std::io::Result<Self> {
        let (queue, jobs) = sync_channel(options.queue.max(1));
        let worker = Worker {
            path,
            lock_wait: options.lock_wait,
            durable: options.durable,
            jobs,
            metrics: Arc::clone(&metrics),
            log_is_cut: false,
        };
        thread::Builder::new().name("sqlite-writer".to_owned()).spawn(move || worker.supervise(session))?;
        Ok(Self { queue, metrics })
    }

    /// Queues a job, or refuses it at once.
    pub(super) fn submit(&self, job: Box<dyn Job>) -> Result<(), StorageError> {
        self.metrics.queue_depth.fetch_add(1, Ordering::Relaxed);
        self.queue.try_send(Message::Job(job)).map_err(|error| {
            self.metrics.queue_depth.fetch_sub(1, Ordering::Relaxed);
            match error {
                TrySendError::Full(_) => {
                    self.metrics.refused_busy.fetch_add(1, Ordering::Relaxed);
                    StorageError::Busy
                }
                TrySendError::Disconnected(_) => StorageError::Unavailable,
            }
        })
    }

    /// Waits until everything queued is answered and the thread has ended.
    pub(super) async fn close(&self) {
        let (done, closed) = oneshot::channel();
        let queue = self.queue.clone();
        // Blocks while the queue is full.
        let sent = tokio::task::spawn_blocking(move || queue.send(Message::Close(done))).await;
        if matches!(sent, Ok(Ok(()))) {
            // An error means that the thread ended first, which is as good.
            let _ = closed.await;
        }
    }
}

struct Worker {
    path: PathBuf,
    lock_wait: Duration,
    durable: bool,
    jobs: Receiver<Message>,
    metrics: Arc<Metrics>,
    log_is_cut: bool,
}

impl Worker {
    /// Keeps a writer running until it is told to close: whoever waited for one that died learns that the outcome is
    /// unknown, and the next one opens the file anew.
    fn supervise(mut self, session: SqliteSession) {
        let mut session = Some(session);
        loop {
            let Some(current) = session.take().or_else(|| self.reopen()) else { return };
            match catch_unwind(AssertUnwindSafe(|| self.work(current))) {
                Ok(closed) => {
                    // Refuses what was queued behind the closing.
                    drop(self);
                    if let Some(done) = closed {
                        let _ = done.send(());
                    }
                    return;
                }
                Err(panic) => {
                    self.metrics.writer_restarts.fetch_add(1, Ordering::Relaxed);
                    tracing::error!(panic = panic_text(&*panic), "the writer died and is started again");
                }
            }
        }
    }

    /// Opens the file again; meanwhile every job is refused. `None` when the store is closed.
    fn reopen(&mut self) -> Option<SqliteSession> {
        loop {
            match pragma::open_writer(&self.path, self.lock_wait, self.durable) {
                Ok(connection) => return Some(SqliteSession::new(connection, Arc::clone(&self.metrics))),
                Err(error) => tracing::error!(%error, "the writer cannot open the database"),
            }
            let retry_at = Instant::now() + REOPEN;
            while let Some(left) = retry_at.checked_duration_since(Instant::now()) {
                match self.jobs.recv_timeout(left) {
                    Ok(Message::Job(job)) => {
                        self.taken();
                        job.answer(Err(StorageError::Unavailable));
                    }
                    Ok(Message::Close(done)) => {
                        let _ = done.send(());
                        return None;
                    }
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(RecvTimeoutError::Disconnected) => return None,
                }
            }
        }
    }

    /// Takes jobs until the store is closed; answers whom to tell.
    fn work(&mut self, mut session: SqliteSession) -> Option<oneshot::Sender<()>> {
        let mut closing = None;
        while closing.is_none() {
            match self.jobs.recv_timeout(IDLE) {
                Ok(Message::Job(job)) => closing = self.batch(&mut session, job),
                Ok(Message::Close(done)) => closing = Some(done),
                Err(RecvTimeoutError::Timeout) => self.cut_log(&session),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.cut_log(&session);
        closing
    }

    /// Runs a job and whatever is queued behind it, commits once, and answers all.
    ///
    /// No time is spent waiting for company: while one batch is in its fdatasync, the next one gathers.
    fn batch(&mut self, session: &mut SqliteSession, first: Box<dyn Job>) -> Option<oneshot::Sender<()>> {
        self.log_is_cut = false;
        session.written = 0;
        let mut closing = None;
        let mut done = Vec::new();
        let mut next = Some(first);
        let mut fate = session.control("BEGIN IMMEDIATE");
        while let Some(mut job) = next.take() {
            self.taken();
            if fate.is_ok() {
                fate = run_in_savepoint(session, &mut *job);
            }
            done.push(job);
            if fate.is_ok() && done.len() < BATCH_JOBS && session.written < BATCH_BYTES {
                match self.jobs.try_recv() {
                    Ok(Message::Job(job)) => next = Some(job),
                    Ok(Message::Close(sender)) => closing = Some(sender),
                    Err(_) => {}
                }
            }
        }
        let started = Instant::now();
        if fate.is_ok() {
            fate = session.control("COMMIT");
            self.metrics.commit(done.len() as u64, started.elapsed());
        }
        if let Err(error) = &fate {
            tracing::warn!(%error, jobs = done.len(), "a batch of writes was not committed");
            // Unless SQLite has done so itself, as it does when the disk is full.
            if !session.connection.is_autocommit() && session.control("ROLLBACK").is_err() {
                tracing::error!("a failed batch could not be rolled back");
            }
        }
        for job in done {
            job.answer(fate.clone());
        }
        closing
    }

    fn taken(&self) {
        self.metrics.queue_depth.fetch_sub(1, Ordering::Relaxed);
        self.metrics.commands.fetch_add(1, Ordering::Relaxed);
    }

    /// Copies the log into the database and cuts it, unless a reader or another process is in the way.
    fn cut_log(&mut self, session: &SqliteSession) {
        if self.log_is_cut {
            return;
        }
        let connection = &session.connection;
        let cut = connection
            .busy_timeout(Duration::ZERO)
            .and_then(|()| connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0)));
        self.log_is_cut = matches!(cut, Ok(0));
        if let Err(error) = connection.busy_timeout(self.lock_wait) {
            tracing::error!(%error, "the wait for locks could not be set");
        }
    }
}

/// Runs one job so that its failure undoes nothing else. An error is the end of the whole batch.
fn run_in_savepoint(session: &mut SqliteSession, job: &mut dyn Job) -> Result<(), StorageError> {
    session.control("SAVEPOINT job")?;
    let outcome = job.run(session);
    if let Err(Undo(failure)) = outcome {
        if session.connection.is_autocommit() {
            // SQLite rolled everything back on its own, the jobs before this one included.
            return Err(failure.unwrap_or(StorageError::UnknownOutcome));
        }
        session.control("ROLLBACK TO job")?;
    }
    session.control("RELEASE job")
}

/// A command, its result and whom to tell.
pub(super) struct CommandJob<C: Command> {
    command: C,
    begun: bool,
    result: Option<Result<C::Output, C::Error>>,
    /// `None` once told.
    reply: Option<oneshot::Sender<Result<C::Output, C::Error>>>,
}

impl<C: Command> CommandJob<C> {
    pub(super) fn new(command: C, reply: oneshot::Sender<Result<C::Output, C::Error>>) -> Self {
        Self { command, begun: false, result: None, reply: Some(reply) }
    }

    fn tell(&mut self, result: Result<C::Output, C::Error>) {
        if let Some(reply) = self.reply.take() {
            // The caller may have gone away.
            let _ = reply.send(result);
        }
    }
}

impl<C: Command> Job for CommandJob<C> {
    fn run(&mut self, session: &mut SqliteSession) -> Result<(), Undo> {
        if self.reply.as_ref().is_none_or(oneshot::Sender::is_closed) {
            // Nobody waits any more, and nothing was promised.
            return Err(Undo(None));
        }
        self.begun = true;
        let command = &self.command;
        let ran = catch_unwind(AssertUnwindSafe(|| {
            let mut tx = Transaction::new(Engine::Sqlite(session));
            let result = poll_once(command.run(&mut tx));
            (result, tx.finish())
        }));
        let (result, failure) = match ran {
            Ok((Some(Ok(_)), Some(hidden))) => (Err(hidden.clone().into()), Some(hidden)),
            Ok((Some(result), failure)) => (result, failure),
            Ok((None, failure)) => (Err(awaited_elsewhere().into()), failure),
            Err(panic) => {
                let text = panic_text(&*panic);
                tracing::error!(panic = text, "a command panicked");
                (Err(StorageError::Driver(format!("the command panicked: {text}")).into()), None)
            }
        };
        let outcome = if result.is_ok() { Ok(()) } else { Err(Undo(failure)) };
        self.result = Some(result);
        outcome
    }

    fn answer(mut self: Box<Self>, committed: Result<(), StorageError>) {
        // A refusal, too, was decided on rows that now are not there.
        let result = match (committed, self.result.take()) {
            (Err(error), _) => Err(error.into()),
            (Ok(()), Some(result)) => result,
            (Ok(()), None) => Err(StorageError::Unavailable.into()),
        };
        self.tell(result);
    }
}

/// A job dropped unanswered: the store was closed before its turn, or the writer died, perhaps after the commit.
impl<C: Command> Drop for CommandJob<C> {
    fn drop(&mut self) {
        let error = if self.begun { StorageError::UnknownOutcome } else { StorageError::Unavailable };
        self.tell(Err(error.into()));
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a message")
}

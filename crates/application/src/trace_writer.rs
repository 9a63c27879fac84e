//! The provisioning trace is written off the request path: a full queue drops and counts, it never slows a call.

use crate::queries::trace_page::TraceOutcome;
use crate::queries::trace_report::HOUR;
use domain::OrganizationId;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use storage::tables::trace::{self, TraceEntry};
use storage::tables::trace_hour::{self, HourOfCalls};
use storage::{Command, Storage, StorageError, Transaction};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

/// Entries that may wait.
const QUEUE: usize = 8192;
/// Entries written at once.
const BATCH: usize = 256;
/// The status of an answer that something was made (RFC 7644 §3.3).
const CREATED: u16 = 201;
/// How long an entry waits for company.
const LINGER: Duration = Duration::from_millis(100);

/// Takes entries and hands them to a writer in the background.
#[derive(Debug, Clone)]
pub struct TraceWriter {
    sender: mpsc::Sender<Message>,
    dropped: Arc<AtomicU64>,
}

#[derive(Debug)]
enum Message {
    Entry(Box<TraceEntry>),
    Flush(oneshot::Sender<()>),
}

impl TraceWriter {
    /// The writer, and the work that must run in the background until every writer is gone.
    pub(crate) fn new(storage: Storage) -> (Self, impl Future<Output = ()> + Send + 'static) {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let dropped = Arc::new(AtomicU64::new(0));
        (Self { sender, dropped: Arc::clone(&dropped) }, write_all(storage, receiver, dropped))
    }

    /// Takes an entry; where the queue is full it is dropped and counted.
    pub fn write(&self, entry: TraceEntry) {
        if self.sender.try_send(Message::Entry(Box::new(entry))).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Entries that were lost, since the queue was full or the store failed.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    /// Returns when everything taken so far is written.
    pub async fn flush(&self) {
        let (sender, receiver) = oneshot::channel();
        if self.sender.send(Message::Flush(sender)).await.is_ok() {
            // An error means that the writer has ended, and then nothing is left to write.
            let _ = receiver.await;
        }
    }
}

async fn write_all(storage: Storage, mut receiver: mpsc::Receiver<Message>, dropped: Arc<AtomicU64>) {
    let mut messages = Vec::with_capacity(BATCH);
    while receiver.recv_many(&mut messages, BATCH).await > 0 {
        if messages.len() < BATCH && !messages.iter().any(|message| matches!(message, Message::Flush(_))) {
            tokio::time::sleep(LINGER).await;
            while messages.len() < BATCH {
                let Ok(message) = receiver.try_recv() else { break };
                messages.push(message);
            }
        }
        let (mut entries, mut waiting) = (Vec::with_capacity(messages.len()), Vec::new());
        for message in messages.drain(..) {
            match message {
                Message::Entry(entry) => entries.push(*entry),
                Message::Flush(sender) => waiting.push(sender),
            }
        }
        let count = entries.len() as u64;
        if count > 0
            && let Err(error) = append(storage.clone(), entries).await
        {
            dropped.fetch_add(count, Ordering::Relaxed);
            tracing::warn!(error, count, "provisioning trace entries were lost");
        }
        for sender in waiting {
            // Nobody waits any more: fine.
            let _ = sender.send(());
        }
    }
}

/// Writes a batch in a task of its own, so that one that panics does not end the writer.
async fn append(storage: Storage, entries: Vec<TraceEntry>) -> Result<(), String> {
    let mut task = JoinSet::new();
    task.spawn(async move { storage.run(AppendTrace(entries)).await });
    match task.join_next().await {
        Some(Ok(result)) => result.map_err(|error| error.to_string()),
        Some(Err(error)) => Err(error.to_string()),
        None => Ok(()),
    }
}

struct AppendTrace(Vec<TraceEntry>);

impl Command for AppendTrace {
    type Output = ();
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<(), StorageError> {
        trace::append(tx, &self.0).await?;
        for ((organization_id, _), calls) in &by_hour(&self.0) {
            trace_hour::add(tx, *organization_id, calls).await?;
        }
        Ok(())
    }
}

/// The calls of each organization and hour, counted; in an order that is the same on every node, so that none waits for
/// another one that waits for it.
fn by_hour(entries: &[TraceEntry]) -> BTreeMap<(OrganizationId, i64), HourOfCalls> {
    let mut hours = BTreeMap::new();
    for entry in entries {
        let hour = entry.occurred_at.micros().div_euclid(HOUR);
        let calls =
            hours.entry((entry.organization_id, hour)).or_insert(HourOfCalls { hour, ..HourOfCalls::default() });
        match TraceOutcome::of(entry.status) {
            TraceOutcome::Succeeded => calls.succeeded += 1,
            TraceOutcome::Refused => calls.refused += 1,
            TraceOutcome::Failed => calls.failed += 1,
        }
        calls.people += i64::from(entry.status == CREATED && entry.member_id.is_some());
    }
    hours
}

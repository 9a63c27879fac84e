//! What the store has done, as plain counters.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A reading of the store's counters. All but the gauges grow from 0 at start.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StorageMetrics {
    /// Statements run.
    pub statements: u64,
    /// Rows read by statements.
    pub rows_read: u64,
    /// Rows changed by statements.
    pub rows_written: u64,
    /// Commands taken out of the queue, or tried on `PostgreSQL`.
    pub commands: u64,
    /// Commits.
    pub commits: u64,
    /// Commits by the number of commands they carried, in the buckets of [`StorageMetrics::SIZE_BOUNDS`].
    pub commits_by_size: [u64; 9],
    /// Commits by their duration, in the buckets of [`StorageMetrics::DURATION_BOUNDS`].
    pub commits_by_duration: [u64; 9],
    /// The time spent in COMMIT altogether, in microseconds.
    pub commit_micros: u64,
    /// Commands turned away because the queue was full.
    pub refused_busy: u64,
    /// Commands run again after a deadlock or a lost connection (`PostgreSQL`).
    pub retries: u64,
    /// Times the writer thread was started again after its death (`SQLite`).
    pub writer_restarts: u64,
    /// Gauge: commands waiting for the writer (`SQLite`) or for a connection (`PostgreSQL`).
    pub queue_depth: u64,
    /// Gauge: open reading connections (`SQLite`) or connections (`PostgreSQL`).
    pub connections: u64,
}

impl StorageMetrics {
    /// Upper bounds of the buckets of [`StorageMetrics::commits_by_size`], in commands; the last bucket is open.
    pub const SIZE_BOUNDS: [u64; 8] = [1, 2, 4, 8, 16, 64, 256, 512];
    /// Upper bounds of the buckets of [`StorageMetrics::commits_by_duration`], in microseconds; the last bucket is open.
    pub const DURATION_BOUNDS: [u64; 8] = [250, 500, 1_000, 2_500, 5_000, 10_000, 50_000, 250_000];
}

#[derive(Default)]
pub(crate) struct Metrics {
    pub(crate) statements: AtomicU64,
    pub(crate) rows_read: AtomicU64,
    pub(crate) rows_written: AtomicU64,
    pub(crate) commands: AtomicU64,
    commits: AtomicU64,
    commits_by_size: [AtomicU64; 9],
    commits_by_duration: [AtomicU64; 9],
    commit_micros: AtomicU64,
    pub(crate) refused_busy: AtomicU64,
    pub(crate) retries: AtomicU64,
    pub(crate) writer_restarts: AtomicU64,
    pub(crate) queue_depth: AtomicU64,
}

impl Metrics {
    pub(crate) fn statement(&self, read: u64, written: u64) {
        self.statements.fetch_add(1, Ordering::Relaxed);
        self.rows_read.fetch_add(read, Ordering::Relaxed);
        self.rows_written.fetch_add(written, Ordering::Relaxed);
    }

    pub(crate) fn commit(&self, commands: u64, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.commits.fetch_add(1, Ordering::Relaxed);
        self.commit_micros.fetch_add(micros, Ordering::Relaxed);
        count(&self.commits_by_size, &StorageMetrics::SIZE_BOUNDS, commands);
        count(&self.commits_by_duration, &StorageMetrics::DURATION_BOUNDS, micros);
    }

    pub(crate) fn read(&self, connections: u64) -> StorageMetrics {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        StorageMetrics {
            statements: get(&self.statements),
            rows_read: get(&self.rows_read),
            rows_written: get(&self.rows_written),
            commands: get(&self.commands),
            commits: get(&self.commits),
            commits_by_size: self.commits_by_size.each_ref().map(get),
            commits_by_duration: self.commits_by_duration.each_ref().map(get),
            commit_micros: get(&self.commit_micros),
            refused_busy: get(&self.refused_busy),
            retries: get(&self.retries),
            writer_restarts: get(&self.writer_restarts),
            queue_depth: get(&self.queue_depth),
            connections,
        }
    }
}

fn count(buckets: &[AtomicU64], bounds: &[u64], value: u64) {
    let index = bounds.partition_point(|bound| *bound < value);
    if let Some(bucket) = buckets.get(index) {
        bucket.fetch_add(1, Ordering::Relaxed);
    }
}

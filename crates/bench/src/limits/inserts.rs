//! Bare inserts of the rows that a create writes: a member with its look-up keys and an event, nothing around them.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, params};

use crate::load::ratio;
use crate::process::cpu_time;
use crate::requests::user;

/// How fast rows went in.
pub(crate) struct Inserts {
    pub(crate) rows: usize,
    pub(crate) batch: usize,
    pub(crate) elapsed: Duration,
    pub(crate) cpu: Duration,
}

impl Inserts {
    pub(crate) fn rate(&self) -> f64 {
        ratio(self.rows, 1) / self.elapsed.as_secs_f64()
    }

    /// Milliseconds.
    pub(crate) fn cpu_per_row(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e3 / ratio(self.rows, 1)
    }
}

const SCHEMA: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE member (organization_id BLOB NOT NULL, id BLOB NOT NULL, user_name TEXT NOT NULL,
        user_name_key TEXT NOT NULL, email_key TEXT NOT NULL, external_id TEXT, status INTEGER NOT NULL,
        attributes TEXT NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (organization_id, id)) STRICT;
    CREATE UNIQUE INDEX member_user_name ON member (organization_id, user_name_key);
    CREATE INDEX member_email ON member (organization_id, email_key);
    CREATE UNIQUE INDEX member_external_id ON member (organization_id, external_id);
    CREATE TABLE event (organization_id BLOB NOT NULL, sequence INTEGER NOT NULL, type INTEGER NOT NULL,
        member_id BLOB, name TEXT, at INTEGER NOT NULL, hash BLOB NOT NULL,
        PRIMARY KEY (organization_id, sequence)) STRICT;";

/// Inserts the rows of that many creates, `batch` of them in each commit.
pub(crate) fn measure(scratch: &Path, rows: usize, batch: usize) -> anyhow::Result<Inserts> {
    let directory = scratch.join(format!("inserts-{}-{batch}", std::process::id()));
    std::fs::create_dir_all(&directory)?;
    let result = insert(&directory.join("inserts.db"), rows, batch);
    std::fs::remove_dir_all(&directory)?;
    result
}

fn insert(file: &Path, rows: usize, batch: usize) -> anyhow::Result<Inserts> {
    let mut connection = Connection::open(file)?;
    connection.execute_batch(SCHEMA)?;
    let organization = [7_u8; 16];
    let before = cpu_time("self")?;
    let started = Instant::now();
    let mut next = 0_usize;
    while next < rows {
        let transaction = connection.transaction()?;
        for row in next..rows.min(next + batch) {
            let number = i64::try_from(row)?;
            let id = u128::try_from(row)?.to_be_bytes();
            let name = format!("member-{row:07}@example.com");
            let external_id = format!("external-{row:07}");
            let attributes = user(row).to_string();
            let mut member = transaction.prepare_cached("INSERT INTO member VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)")?;
            member.execute(params![organization, id, name, name, name, external_id, attributes, number])?;
            let mut event = transaction.prepare_cached("INSERT INTO event VALUES (?, ?, 1500, ?, ?, ?, ?)")?;
            event.execute(params![organization, number, id, name, number, [0_u8; 32]])?;
        }
        transaction.commit()?;
        next += batch;
    }
    let elapsed = started.elapsed();
    Ok(Inserts { rows, batch, elapsed, cpu: cpu_time("self")?.saturating_sub(before) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_rows_go_in() {
        let scratch = std::env::temp_dir().join(format!("bench-inserts-{}", std::process::id()));
        let inserts = measure(&scratch, 25, 10).unwrap();
        std::fs::remove_dir_all(&scratch).unwrap();
        assert_eq!((inserts.rows, inserts.batch), (25, 10));
        assert!(inserts.rate() > 0.0);
    }
}

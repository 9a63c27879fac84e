//! ANALYZE as tables grow.
//!
//! Every index begins with `organization_id`, and to a planner that believes the tables empty they are all alike: it
//! reads a whole organization by the wrong index, and a first synchronization becomes quadratic until autovacuum comes
//! by. So the server counts what it inserts and has a table analyzed as it passes 100, 1,000 … rows, which also makes
//! every connection plan its prepared statements anew.

use std::collections::HashMap;

use parking_lot::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_postgres::Error;
use tokio_util::task::TaskTracker;

use super::error::connect_reason;
use super::pool::{Manager, PostgresConnection};

const FIRST: u64 = 100;
/// From here on autovacuum is soon enough.
const LAST: u64 = 1_000_000;

const ROWS: &str = "SELECT relname::text, reltuples::bigint FROM pg_class
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace";

/// Rows per table, roughly: those at start and those inserted by this process.
pub(super) struct Statistics {
    rows: Mutex<HashMap<String, u64>>,
    /// Tables to analyze; `None` once stopped.
    due: Mutex<Option<UnboundedSender<String>>>,
}

impl Statistics {
    /// Learns how large the tables are and begins to listen.
    pub(super) async fn start(
        connection: &PostgresConnection,
        manager: Manager,
        tasks: &TaskTracker,
    ) -> Result<Self, Error> {
        let mut rows = HashMap::new();
        for row in connection.client.query(ROWS, &[]).await? {
            // -1 where nobody has counted yet.
            rows.insert(row.try_get(0)?, u64::try_from(row.try_get::<_, i64>(1)?).unwrap_or(0));
        }
        let (due, tables) = unbounded_channel();
        tasks.spawn(analyze(tables, manager));
        Ok(Self { rows: Mutex::new(rows), due: Mutex::new(Some(due)) })
    }

    /// Counts the rows of a committed transaction.
    pub(super) fn count(&self, inserted: impl Iterator<Item = (String, u64)>) {
        for (table, added) in inserted {
            let mut rows = self.rows.lock();
            let before = rows.get(&table).copied().unwrap_or(0);
            let after = before.saturating_add(added);
            let is_due = passed(before, after);
            rows.insert(table.clone(), after);
            drop(rows);
            if is_due && let Some(due) = &*self.due.lock() {
                // The task ends only after this sender.
                let _ = due.send(table);
            }
        }
    }

    pub(super) fn stop(&self) {
        self.due.lock().take();
    }
}

/// Whether a count passed a power of ten that matters.
fn passed(before: u64, after: u64) -> bool {
    std::iter::successors(Some(FIRST), |step| step.checked_mul(10))
        .take_while(|step| *step <= LAST)
        .any(|step| before < step && step <= after)
}

/// The table of an INSERT.
pub(super) fn inserted_into(sql: &str) -> Option<&str> {
    let rest = sql.trim_start().strip_prefix("INSERT INTO ")?.trim_start();
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    rest.get(..end).filter(|table| !table.is_empty())
}

/// On a connection of its own, so that no command waits for it.
async fn analyze(mut due: UnboundedReceiver<String>, manager: Manager) {
    while let Some(table) = due.recv().await {
        let analyzed = async {
            let connection = manager.connect().await?;
            connection.client.batch_execute(&format!("ANALYZE {table}")).await
        };
        match analyzed.await {
            Ok(()) => tracing::debug!(table, "analyzed"),
            Err(error) => tracing::warn!(table, reason = connect_reason(&error), "a table could not be analyzed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_ten_up_to_a_million_are_passed() {
        assert!(passed(99, 100) && passed(0, 250) && passed(999, 1_000) && passed(999_999, 1_000_001));
        assert!(!passed(0, 99) && !passed(100, 999) && !passed(1_000_000, 10_000_001));
    }

    #[test]
    fn the_table_of_an_insert_is_found() {
        assert_eq!(inserted_into("INSERT INTO group_member (a, b) VALUES ($1, $2)"), Some("group_member"));
        assert_eq!(inserted_into("\n  INSERT INTO event(a) VALUES ($1)"), Some("event"));
        assert_eq!(inserted_into("UPDATE member SET a = 1"), None);
    }
}

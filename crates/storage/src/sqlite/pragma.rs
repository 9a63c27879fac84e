//! How a connection is set up.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

/// More than the catalogue has; `where_clause` adds its own.
const CACHED_STATEMENTS: usize = 512;
/// Between two attempts at what SQLite does not wait for.
const RETRY: Duration = Duration::from_millis(10);

/// Opens the connection that writes. The file must be there: one that vanishes is not replaced by an empty one.
pub(super) fn open_writer(path: &Path, lock_wait: Duration, durable: bool) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(lock_wait)?;
    // Before the first table and before WAL, else it has no effect.
    connection.pragma_update(None, "page_size", 8192)?;
    use_wal(&connection, lock_wait)?;
    connection.pragma_update(None, "synchronous", if durable { "FULL" } else { "NORMAL" })?;
    // Checkpoints belong to the writer: turned off, the log grows and reads slow down.
    connection.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    connection.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
    // The journals of savepoints, which would otherwise be files once they pass 64 KiB.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -8_192)?;
    common(&connection)?;
    Ok(connection)
}

/// Makes the file one with a write-ahead log. Where several connections to a new file want that at once, SQLite refuses all but
/// one without waiting, since each holds a lock for which another waits.
fn use_wal(connection: &Connection, lock_wait: Duration) -> rusqlite::Result<()> {
    let began = Instant::now();
    loop {
        let done = connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()));
        match &done {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && began.elapsed() < lock_wait => {
                std::thread::sleep(RETRY);
            }
            _ => return done,
        }
    }
}

/// Opens a connection that can only read.
pub(super) fn open_reader(path: &Path, lock_wait: Duration) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(lock_wait)?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "cache_size", -2_048)?;
    common(&connection)?;
    Ok(connection)
}

fn common(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "foreign_keys", true)?;
    // Without it SQLite looks into the bound values while planning, and prepares a cached statement again at every use.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
    Ok(())
}

/// Makes the file, for its owner only, when it is not there. The log and the shared memory take over its permissions.
pub(super) fn create_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

//! Statements on one connection.

use std::sync::Arc;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Statement};
use uuid::Uuid;

use super::error::storage_error;
use crate::metrics::Metrics;
use crate::{Param, Row, StorageError};

/// A connection and how much was written through it.
pub(crate) struct SqliteSession {
    pub(super) connection: Connection,
    /// Bytes bound to statements that write, since the writer last asked.
    pub(super) written: usize,
    metrics: Arc<Metrics>,
}

impl SqliteSession {
    pub(super) fn new(connection: Connection, metrics: Arc<Metrics>) -> Self {
        Self { connection, written: 0, metrics }
    }

    pub(crate) fn query<T>(
        &mut self,
        table: &str,
        sql: &str,
        params: &[Param<'_>],
        limit: usize,
        mut map: impl FnMut(&dyn Row) -> Result<T, StorageError>,
    ) -> Result<Vec<T>, StorageError> {
        let mut statement = self.prepare(sql, params)?;
        let mut rows = statement.raw_query();
        let mut found = Vec::new();
        while found.len() < limit {
            match rows.next() {
                Ok(Some(row)) => found.push(map(&SqliteRow { row, table })?),
                Ok(None) => break,
                Err(error) => return Err(storage_error(&error)),
            }
        }
        self.metrics.statement(found.len() as u64, 0);
        Ok(found)
    }

    pub(crate) fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64, StorageError> {
        let changed = self.prepare(sql, params)?.raw_execute().map_err(|error| storage_error(&error))?;
        self.written += params.iter().map(Param::size).sum::<usize>();
        self.metrics.statement(0, changed as u64);
        Ok(changed as u64)
    }

    /// BEGIN, COMMIT and their kin.
    pub(super) fn control(&self, sql: &str) -> Result<(), StorageError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(|error| storage_error(&error))?;
        statement.raw_execute().map(drop).map_err(|error| storage_error(&error))
    }

    fn prepare(&self, sql: &str, params: &[Param<'_>]) -> Result<rusqlite::CachedStatement<'_>, StorageError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(|error| storage_error(&error))?;
        bind(&mut statement, sql, params)?;
        Ok(statement)
    }
}

/// Binds by the number in `$n`. To SQLite that is a name, and it numbers names in order of appearance: bound by
/// position, `b = $2 AND a = $1` would silently be the wrong way round. The order is read off the text, since asking
/// SQLite for the name at a position looks through all of them.
fn bind(statement: &mut Statement<'_>, sql: &str, params: &[Param<'_>]) -> Result<(), StorageError> {
    let mut is_bound = vec![false; params.len()];
    let mut position = 0;
    for number in parameter_numbers(sql) {
        let index = number.wrapping_sub(1);
        let (Some(param), Some(was_bound)) = (params.get(index), is_bound.get_mut(index)) else {
            return Err(StorageError::Driver(format!("no value for parameter {number} of: {sql}")));
        };
        if !std::mem::replace(was_bound, true) {
            position += 1;
            statement.raw_bind_parameter(position, Bound(*param)).map_err(|error| storage_error(&error))?;
        }
    }
    if is_bound.contains(&false) || position != statement.parameter_count() {
        return Err(StorageError::Driver(format!("{} values for {position} parameters of: {sql}", params.len())));
    }
    Ok(())
}

/// The numbers of `$n` in the order of the text. Our statements have no other dollar sign.
fn parameter_numbers(sql: &str) -> impl Iterator<Item = usize> {
    sql.split('$').skip(1).map(|rest| {
        let digits = rest.bytes().take_while(u8::is_ascii_digit);
        digits.fold(0, |number: usize, digit| number.saturating_mul(10).saturating_add(usize::from(digit - b'0')))
    })
}

struct Bound<'a>(Param<'a>);

impl rusqlite::ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match &self.0 {
            Param::Null => ValueRef::Null,
            Param::Uuid(uuid) => ValueRef::Blob(uuid.as_bytes()),
            Param::Text(text) => ValueRef::Text(text.as_bytes()),
            Param::Int(int) => ValueRef::Integer(*int),
            Param::Bool(bool) => ValueRef::Integer(i64::from(*bool)),
            Param::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

struct SqliteRow<'a> {
    row: &'a rusqlite::Row<'a>,
    table: &'a str,
}

impl SqliteRow<'_> {
    fn value(&self, i: usize) -> Result<ValueRef<'_>, StorageError> {
        self.row.get_ref(i).map_err(|_| self.corrupt(i))
    }
}

impl Row for SqliteRow<'_> {
    fn opt_uuid(&self, i: usize) -> Result<Option<Uuid>, StorageError> {
        match self.value(i)? {
            ValueRef::Null => Ok(None),
            ValueRef::Blob(bytes) => Uuid::from_slice(bytes).map(Some).map_err(|_| self.corrupt(i)),
            _ => Err(self.corrupt(i)),
        }
    }

    fn opt_text(&self, i: usize) -> Result<Option<&str>, StorageError> {
        match self.value(i)? {
            ValueRef::Null => Ok(None),
            ValueRef::Text(bytes) => std::str::from_utf8(bytes).map(Some).map_err(|_| self.corrupt(i)),
            _ => Err(self.corrupt(i)),
        }
    }

    fn opt_int(&self, i: usize) -> Result<Option<i64>, StorageError> {
        match self.value(i)? {
            ValueRef::Null => Ok(None),
            ValueRef::Integer(int) => Ok(Some(int)),
            _ => Err(self.corrupt(i)),
        }
    }

    fn opt_bool(&self, i: usize) -> Result<Option<bool>, StorageError> {
        match self.value(i)? {
            ValueRef::Null => Ok(None),
            ValueRef::Integer(int @ (0 | 1)) => Ok(Some(int == 1)),
            _ => Err(self.corrupt(i)),
        }
    }

    fn opt_bytes(&self, i: usize) -> Result<Option<&[u8]>, StorageError> {
        match self.value(i)? {
            ValueRef::Null => Ok(None),
            ValueRef::Blob(bytes) => Ok(Some(bytes)),
            _ => Err(self.corrupt(i)),
        }
    }

    fn corrupt(&self, i: usize) -> StorageError {
        let column = self.row.as_ref().column_name(i).map_or_else(|_| format!("column {i}"), str::to_owned);
        StorageError::Corrupt { table: self.table.to_owned(), column }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rusqlite::StatementStatus;

    use super::super::pragma;
    use super::*;

    fn session(directory: &tempfile::TempDir) -> SqliteSession {
        let path = directory.path().join("test.db");
        pragma::create_private(&path).unwrap();
        let connection = pragma::open_writer(&path, Duration::ZERO, true).unwrap();
        connection
            .execute_batch("CREATE TABLE pair (a INTEGER, b TEXT) STRICT; CREATE INDEX pair_a ON pair (a, b);")
            .unwrap();
        SqliteSession::new(connection, Arc::default())
    }

    #[test]
    fn parameters_are_bound_by_number() {
        let directory = tempfile::tempdir().unwrap();
        let mut session = session(&directory);
        session.execute("INSERT INTO pair (b, a) VALUES ($2, $1)", &[1.into(), "one".into()]).unwrap();
        let sql = "SELECT a, b FROM pair WHERE b = $2 AND a = $1 AND b = $2";
        let found =
            session.query("pair", sql, &[1.into(), "one".into()], 9, |row| Ok((row.int(0)?, row.text(1)?.to_owned())));
        assert_eq!(found, Ok(vec![(1, "one".to_owned())]));
    }

    #[test]
    fn too_few_and_too_many_values_are_refused() {
        let directory = tempfile::tempdir().unwrap();
        let mut session = session(&directory);
        for (sql, values) in [("SELECT $2", &[1.into()] as &[_]), ("SELECT $1", &[1.into(), 2.into()])] {
            let result = session.query("pair", sql, values, 9, |_| Ok(()));
            assert!(matches!(result, Err(StorageError::Driver(_))), "{sql}");
        }
    }

    #[test]
    fn cached_statements_are_not_prepared_again() {
        let directory = tempfile::tempdir().unwrap();
        let mut session = session(&directory);
        for a in 0..100 {
            session.execute("INSERT INTO pair (a, b) VALUES ($1, $2)", &[a.into(), "x".into()]).unwrap();
        }
        // With statistics there is something in the values to look at.
        session.connection.execute_batch("ANALYZE").unwrap();
        let sql = "SELECT b FROM pair WHERE a > $1 AND a < $2";
        for a in 0..10 {
            session.query("pair", sql, &[a.into(), (a * 9).into()], 9, |_| Ok(())).unwrap();
        }
        let statement = session.connection.prepare_cached(sql).unwrap();
        assert_eq!(statement.get_status(StatementStatus::Run), 10, "it is the cached one");
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
    }
}

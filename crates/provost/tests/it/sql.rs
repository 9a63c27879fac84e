//! SQL behind the program's back: what an attacker with access to the database could do, and what a checker looks at.

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Runs one statement on a SQLite file.
pub(crate) fn sqlite(file: &Path, statement: &str) -> Vec<Vec<String>> {
    let connection = Connection::open(file).unwrap();
    connection.busy_timeout(Duration::from_secs(10)).unwrap();
    let mut prepared = connection.prepare(statement).unwrap();
    let columns = prepared.column_count();
    if columns == 0 {
        prepared.execute([]).unwrap();
        return Vec::new();
    }
    let rows = prepared.query_map([], |row| (0..columns).map(|i| row.get_ref(i).map(text)).collect()).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Runs one statement on a PostgreSQL database.
pub(crate) fn postgres(url: &str, statement: &str) -> Vec<Vec<String>> {
    let mut psql = Command::new("/usr/lib/postgresql/15/bin/psql");
    psql.args([
        "--no-psqlrc",
        "--quiet",
        "--tuples-only",
        "--no-align",
        "--field-separator=\t",
        "--set=ON_ERROR_STOP=1",
    ]);
    let output = psql.args(["--command", statement, url]).stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{statement}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

fn text(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8(text.to_vec()).unwrap(),
        ValueRef::Blob(bytes) => bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(hex_digit).collect(),
    }
}

fn hex_digit(half: u8) -> Option<char> {
    char::from_digit(half.into(), 16)
}

//! Migrations: one file for both engines, its type words expanded; forward only.
//!
//! | word | `SQLite` | `PostgreSQL` |
//! | --- | --- | --- |
//! | `{uuid}` | `BLOB` | `uuid` |
//! | `{text}` | `TEXT` | `text COLLATE "C"`, so that both compare bytes |
//! | `{int}` | `INTEGER` | `bigint` |
//! | `{bool}` | `INTEGER` | `boolean` |
//! | `{bytes}` | `BLOB` | `bytea` |
//! | `{table_options}` | `STRICT` | nothing |
//! | `{clustered}` | `STRICT, WITHOUT ROWID`: rows that are only added, in the order of their key | nothing |

use crate::{Dialect, OpenError};

/// One step of the schema.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Migration {
    /// The file's name without the extension: four digits, `_`, what it adds.
    pub(crate) name: &'static str,
    /// The text with type words.
    pub(crate) sql: &'static str,
}

/// Reads `migrations/$name.sql` into the program.
macro_rules! migration {
    ($name:literal) => {
        $crate::migrate::Migration { name: $name, sql: include_str!(concat!("../migrations/", $name, ".sql")) }
    };
}
pub(crate) use migration;

/// A migration that a database says it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Applied {
    pub(crate) name: String,
    pub(crate) checksum: String,
}

pub(crate) const CREATE_TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migration (
    version {int} NOT NULL PRIMARY KEY,
    name {text} NOT NULL,
    checksum {text} NOT NULL,
    applied_at {int} NOT NULL
) {table_options}";
/// Whether the table is there, without an error where it is not.
pub(crate) const POSTGRES_HAS_BEGUN: &str = "SELECT to_regclass('schema_migration') IS NOT NULL";
pub(crate) const LIST: &str = "SELECT name, checksum FROM schema_migration ORDER BY version";
pub(crate) const RECORD: &str =
    "INSERT INTO schema_migration (version, name, checksum, applied_at) VALUES ($1, $2, $3, $4)";

impl Migration {
    /// The number in front of the name.
    pub(crate) fn version(&self) -> i64 {
        self.name.split('_').next().and_then(|digits| digits.parse().ok()).unwrap_or_default()
    }

    /// The fingerprint of the text.
    pub(crate) fn checksum(&self) -> String {
        fingerprint(self.sql)
    }

    pub(crate) fn failed(&self, reason: &dyn ToString) -> OpenError {
        OpenError::Migration { migration: self.name.to_owned(), reason: reason.to_string() }
    }
}

/// A fingerprint of a text against edits by accident, not by an enemy: FNV-1a.
pub(crate) fn fingerprint(text: &str) -> String {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

/// The text for one engine.
pub(crate) fn expand(sql: &str, dialect: Dialect) -> String {
    let words: [(&str, &str, &str); 7] = [
        ("{uuid}", "BLOB", "uuid"),
        ("{text}", "TEXT", "text COLLATE \"C\""),
        ("{int}", "INTEGER", "bigint"),
        ("{bool}", "INTEGER", "boolean"),
        ("{bytes}", "BLOB", "bytea"),
        ("{table_options}", "STRICT", ""),
        ("{clustered}", "STRICT, WITHOUT ROWID", ""),
    ];
    words.iter().fold(sql.to_owned(), |text, (word, sqlite, postgres)| {
        text.replace(word, if dialect == Dialect::Sqlite { sqlite } else { postgres })
    })
}

/// The first migration still to be applied, or why this program must not touch the database.
pub(crate) fn next(known: &[Migration], applied: &[Applied]) -> Result<Option<Migration>, OpenError> {
    for (migration, applied) in known.iter().zip(applied) {
        if applied.name != migration.name || applied.checksum != migration.checksum() {
            return Err(OpenError::ChangedMigration { migration: applied.name.clone() });
        }
    }
    match applied.get(known.len()..).and_then(<[Applied]>::last) {
        Some(newer) => Err(OpenError::NewerSchema {
            found: newer.name.clone(),
            known: known.last().map_or("none", |migration| migration.name).to_owned(),
        }),
        None => Ok(known.get(applied.len()).copied()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Migration = Migration { name: "0001_first", sql: "CREATE TABLE first (id {uuid}) {table_options};" };
    const SECOND: Migration = Migration { name: "0002_second", sql: "CREATE TABLE second (id {int});" };

    fn applied(migration: &Migration) -> Applied {
        Applied { name: migration.name.to_owned(), checksum: migration.checksum() }
    }

    #[test]
    fn the_next_migration_follows_the_applied_ones() {
        let known = [FIRST, SECOND];
        assert_eq!(next(&known, &[]).unwrap().unwrap().name, "0001_first");
        assert_eq!(next(&known, &[applied(&FIRST)]).unwrap().unwrap().name, "0002_second");
        assert!(next(&known, &[applied(&FIRST), applied(&SECOND)]).unwrap().is_none());
    }

    #[test]
    fn an_older_binary_names_the_newer_schema() {
        let error = next(&[FIRST], &[applied(&FIRST), applied(&SECOND)]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "This database was migrated by a newer Provost (migration 0002_second); this binary knows up to \
             0001_first; upgrade the binary or restore a backup"
        );
    }

    #[test]
    fn an_edited_migration_is_refused() {
        let edited = Migration { sql: "CREATE TABLE first (id {int});", ..FIRST };
        let error = next(&[edited], &[applied(&FIRST)]).unwrap_err();
        assert!(matches!(error, OpenError::ChangedMigration { migration } if migration == "0001_first"));
    }

    #[test]
    fn every_migration_is_numbered_in_order_and_uses_known_words_only() {
        for (index, migration) in crate::migrations::MIGRATIONS.iter().enumerate() {
            assert_eq!(migration.version(), i64::try_from(index).unwrap() + 1, "{}", migration.name);
            for dialect in [Dialect::Sqlite, Dialect::Postgres] {
                assert!(!expand(migration.sql, dialect).contains(['{', '}']), "{} has an unknown word", migration.name);
            }
        }
    }
}

//! What may stand in the sources of a crate: SQL in one place only, and no foreign word in the protocol crate.

use std::path::{Path, PathBuf};

use anyhow::Context;

use super::literals::literals;

/// Where SQL text may stand, from `crates/`, and why. A name that ends with `/` is a directory.
const SQL_ALLOWED: &[(&str, &str)] = &[
    ("storage/src/tables/", "the one place for statements"),
    ("storage/src/tables.rs", "the one place for statements"),
    ("storage/src/where_clause.rs", "builds the only dynamic part"),
    ("storage/src/migrations/", "the schema"),
    ("storage/src/migrate.rs", "reads and writes the table of applied migrations"),
    ("storage/src/postgres/error.rs", "asks the catalogue which columns a unique index has"),
    ("storage/src/postgres/session.rs", "asks whether the server takes writes"),
    ("storage/src/postgres/statistics.rs", "asks the catalogue for the sizes of tables"),
    ("storage/src/tests/", "the engines are tested with a table of their own"),
    ("testkit/src/postgres.rs", "makes the databases of tests"),
    ("bench/src/limits/inserts.rs", "measures bare inserts, which nothing of ours may take part in"),
];

/// Crates in which a word must not occur, in comments and names neither.
const FOREIGN_WORDS: &[(&str, &str, &str)] = &[
    ("scim-protocol", "bitwarden", "the protocol is RFC 7643 and RFC 7644 and knows no product"),
    ("scim-protocol", "vaultwarden", "the protocol is RFC 7643 and RFC 7644 and knows no product"),
];

/// Every breach in `crates/*/src`.
pub(crate) fn breaches(crates: &Path) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    for file in rust_files(crates)? {
        let source = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let name = file.strip_prefix(crates).unwrap_or(&file).to_string_lossy().into_owned();
        found.extend(sql_outside(&name, &source));
        found.extend(foreign_words(&name, &source));
    }
    Ok(found)
}

fn sql_outside(name: &str, source: &str) -> Vec<String> {
    let allowed = |(place, _): &(&str, &str)| name == *place || (place.ends_with('/') && name.starts_with(place));
    // This file tests its scanner with SQL.
    if SQL_ALLOWED.iter().any(allowed) || name == "xtask/src/layers/sources.rs" {
        return Vec::new();
    }
    // The engines are tested with tables of their own.
    let tests = if name.starts_with("storage/src/") { source.find("#[cfg(test)]") } else { None };
    literals(source.get(..tests.unwrap_or(source.len())).unwrap_or(source))
        .iter()
        .filter(|literal| is_sql(literal.text))
        .map(|literal| format!("crates/{name}:{}: SQL belongs in crates/storage/src/tables", literal.line))
        .collect()
}

fn foreign_words(name: &str, source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (package, word, reason) in FOREIGN_WORDS {
        if name.strip_prefix(package).is_some_and(|rest| rest.starts_with('/')) {
            for (number, line) in source.lines().enumerate() {
                if line.to_lowercase().contains(word) {
                    found.push(format!("crates/{name}:{}: \"{word}\": {reason}", number + 1));
                }
            }
        }
    }
    found
}

/// True for a text with SELECT … FROM, INSERT INTO, UPDATE … SET or DELETE FROM. Keywords in capitals count anywhere;
/// in small letters only at the beginning, because prose selects things from others too.
fn is_sql(text: &str) -> bool {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty()).collect();
    let lower = words.first().is_some_and(|word| ["select", "insert", "update", "delete"].contains(word));
    let is = |word: &str, keyword: &str| word == keyword || (lower && word == keyword.to_lowercase());
    let follows = |first: &str, distance: usize, second: &str| {
        let pairs = words.iter().zip(words.iter().skip(distance));
        pairs.into_iter().any(|(a, b)| is(a, first) && is(b, second))
    };
    let select = words.iter().position(|word| is(word, "SELECT"));
    let from = words.iter().rposition(|word| is(word, "FROM"));
    select.zip(from).is_some_and(|(select, from)| select < from)
        || text.trim_start().starts_with("SELECT ")
        || follows("INSERT", 1, "INTO")
        || follows("DELETE", 1, "FROM")
        || follows("UPDATE", 2, "SET")
}

/// Every `.rs` file below `crates/*/src`, in the order of their names.
pub(crate) fn rust_files(crates: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut open: Vec<PathBuf> = entries(crates)?.into_iter().map(|path| path.join("src")).collect();
    while let Some(directory) = open.pop() {
        for path in entries(&directory)? {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    anyhow::ensure!(!files.is_empty(), "{}: no sources", crates.display());
    Ok(files)
}

fn entries(directory: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(directory).with_context(|| directory.display().to_string())?;
    Ok(entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sql_is_told_from_prose() {
        for sql in [
            "SELECT id FROM member WHERE id = $1",
            "select id\n  from member",
            "INSERT INTO event (id) VALUES ($1)",
            "insert into event values (1)",
            "UPDATE member SET status = 1",
            "WITH x AS (SELECT 1 FROM y) DELETE FROM member",
            "SELECT a, b ",
        ] {
            assert!(is_sql(sql), "{sql}");
        }
        for prose in ["Select the plan from the list", "please select one from these", "ANALYZE member", ""] {
            assert!(!is_sql(prose), "{prose}");
        }
    }

    #[test]
    fn sql_is_reported_where_it_must_not_stand() {
        let source = "fn f() {\n    run(\"DELETE FROM member\");\n}\n#[cfg(test)]\nmod tests { const A: &str = \"SELECT 1 FROM a\"; }";
        assert_eq!(sql_outside("scim-api/src/users.rs", source).len(), 2);
        let found = sql_outside("storage/src/sqlite/writer.rs", source);
        assert_eq!(found, ["crates/storage/src/sqlite/writer.rs:2: SQL belongs in crates/storage/src/tables"]);
        assert_eq!(sql_outside("storage/src/tables/member.rs", source), Vec::<String>::new());
        assert_eq!(sql_outside("domain/src/a.rs", "// DELETE FROM member\n"), Vec::<String>::new());
    }

    #[test]
    fn foreign_words_are_reported_in_their_crate_only() {
        let source = "//! a\n//! like BitWarden\n";
        assert_eq!(foreign_words("scim-protocol/src/lib.rs", source).len(), 1);
        assert_eq!(foreign_words("domain/src/lib.rs", source), Vec::<String>::new());
    }
}

//! One file of migrations makes the same schema on both engines, and one that can be distributed by organization.

use std::collections::{BTreeMap, BTreeSet};

use tokio_postgres::{Client, NoTls};
use tokio_util::task::TaskTracker;

use super::*;

/// What both engines can tell of a table.
#[derive(Debug, Default, PartialEq, Eq)]
struct Table {
    /// Name, type and whether it may be NULL.
    columns: Vec<(String, Kind, bool)>,
    primary_key: Vec<String>,
    /// The columns of each unique index, without the primary key.
    unique: BTreeSet<Vec<String>>,
    /// The columns of each other index.
    indexes: BTreeSet<Vec<String>>,
    /// Columns, the table that they refer to, and its columns.
    foreign_keys: BTreeSet<(Vec<String>, String, Vec<String>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Integer,
    Text,
    Bytes,
}

type Schema = BTreeMap<String, Table>;

fn sqlite_schema(connection: &rusqlite::Connection) -> Schema {
    let strings = |sql: &str| -> Vec<Vec<String>> {
        let mut statement = connection.prepare(sql).unwrap();
        let columns = statement.column_count();
        let rows = statement.raw_query().mapped(|row| (0..columns).map(|i| row.get(i)).collect());
        rows.collect::<Result<_, _>>().unwrap()
    };
    let mut schema = Schema::new();
    for table in strings("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'").concat() {
        let mut found = Table::default();
        for column in strings(&format!(
            "SELECT name, type, CAST(\"notnull\" AS TEXT) FROM pragma_table_info('{table}') ORDER BY cid"
        )) {
            let kind = match column[1].as_str() {
                "INTEGER" => Kind::Integer,
                "TEXT" => Kind::Text,
                "BLOB" => Kind::Bytes,
                other => panic!("{table}.{} is {other}", column[0]),
            };
            found.columns.push((column[0].clone(), kind, column[2] == "0"));
        }
        found.primary_key =
            strings(&format!("SELECT name FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk")).concat();
        for index in
            strings(&format!("SELECT name, CAST(\"unique\" AS TEXT), origin FROM pragma_index_list('{table}')"))
        {
            let columns =
                strings(&format!("SELECT name FROM pragma_index_info('{}') ORDER BY seqno", index[0])).concat();
            match (index[1].as_str(), index[2].as_str()) {
                (_, "pk") => {}
                ("1", _) => drop(found.unique.insert(columns)),
                _ => drop(found.indexes.insert(columns)),
            }
        }
        let mut keys = BTreeMap::<String, (Vec<String>, String, Vec<String>)>::new();
        for part in strings(&format!(
            "SELECT CAST(id AS TEXT), \"table\", \"from\", \"to\" FROM pragma_foreign_key_list('{table}') ORDER BY id, seq"
        )) {
            let key = keys.entry(part[0].clone()).or_default();
            key.0.push(part[2].clone());
            key.1.clone_from(&part[1]);
            key.2.push(part[3].clone());
        }
        found.foreign_keys = keys.into_values().collect();
        schema.insert(table, found);
    }
    schema
}

const COLUMNS: &str = "SELECT table_name::text, column_name::text, data_type::text, is_nullable::text
    FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position";

const INDEXES: &str = "SELECT t.relname::text, i.indisprimary, i.indisunique,
        ARRAY(SELECT a.attname::text FROM unnest(i.indkey) WITH ORDINALITY k(n, o)
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.n ORDER BY k.o)
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid WHERE t.relnamespace = current_schema()::regnamespace";

const FOREIGN_KEYS: &str = "SELECT t.relname::text, r.relname::text,
        ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k(n, o)
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.n ORDER BY k.o),
        ARRAY(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY k(n, o)
            JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = k.n ORDER BY k.o)
    FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class r ON r.oid = c.confrelid
    WHERE c.contype = 'f' AND t.relnamespace = current_schema()::regnamespace";

async fn postgres_schema(client: &Client) -> Schema {
    let mut schema = Schema::new();
    for row in client.query(COLUMNS, &[]).await.unwrap() {
        let table: String = row.get(0);
        let kind = match row.get(2) {
            "bigint" | "boolean" => Kind::Integer,
            "text" => Kind::Text,
            "uuid" | "bytea" => Kind::Bytes,
            other => panic!("{table} has a column of type {other}"),
        };
        schema.entry(table).or_default().columns.push((row.get(1), kind, row.get::<_, &str>(3) == "YES"));
    }
    for row in client.query(INDEXES, &[]).await.unwrap() {
        let table = schema.get_mut(row.get::<_, &str>(0)).unwrap();
        let columns: Vec<String> = row.get(3);
        match (row.get(1), row.get(2)) {
            (true, _) => table.primary_key = columns,
            (false, true) => drop(table.unique.insert(columns)),
            (false, false) => drop(table.indexes.insert(columns)),
        }
    }
    for row in client.query(FOREIGN_KEYS, &[]).await.unwrap() {
        let table = schema.get_mut(row.get::<_, &str>(0)).unwrap();
        table.foreign_keys.insert((row.get(2), row.get(1), row.get(3)));
    }
    schema
}

async fn both() -> (Schema, Schema) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("test.db");
    Storage::open(&DatabaseUrl::sqlite(path.clone()), StorageOptions::default()).await.unwrap().close().await;
    let database = TestDatabase::empty().unwrap();
    Storage::open(&database.url().parse().unwrap(), StorageOptions::default()).await.unwrap().close().await;
    let (client, connection) = tokio_postgres::connect(database.url(), NoTls).await.unwrap();
    TaskTracker::new().spawn(connection);
    (sqlite_schema(&rusqlite::Connection::open(path).unwrap()), postgres_schema(&client).await)
}

#[tokio::test]
async fn both_engines_have_the_same_tables() {
    let (sqlite, postgres) = both().await;
    assert!(sqlite.len() > 10, "{:?}", sqlite.keys());
    assert_eq!(sqlite.keys().collect::<Vec<_>>(), postgres.keys().collect::<Vec<_>>());
    for (name, table) in &sqlite {
        assert_eq!(Some(table), postgres.get(name), "{name}");
    }
}

#[tokio::test]
async fn every_key_begins_with_its_owner() {
    let (schema, _) = both().await;
    for (name, table) in &schema {
        // Organizations and accounts are their own keys; the other two are one small table for each installation.
        let expected = match name.as_str() {
            "organization" | "account" | "installation" => "id",
            "account_email" => "email_key",
            "schema_migration" => continue,
            "account_membership" | "account_session" | "account_code" | "device" | "two_step" | "personal_item"
            | "item_placement" | "folder" | "browser_session" => "account_id",
            _ => "organization_id",
        };
        assert_eq!(table.primary_key[0], expected, "{name}");
        // What is due is looked for across organizations, by a job; where people keep an item, when it goes.
        let across: [&[&str]; 2] = [&["due_at", "organization_id", "id"], &["item_id"]];
        let indexes = table.unique.iter().chain(&table.indexes);
        for columns in indexes.filter(|columns| !across.iter().any(|known| columns.as_slice() == *known)) {
            assert_eq!(columns[0], expected, "{name} {columns:?}");
        }
        for (columns, target, target_columns) in &table.foreign_keys {
            assert_eq!((&*columns[0], &*target_columns[0]), ("organization_id", "organization_id"), "{name}");
            assert_eq!(&schema[target].primary_key, target_columns, "{name}");
            // Else a removal, which cascades, reads the whole table.
            let is_led = std::iter::once(&table.primary_key).chain(&table.unique).chain(&table.indexes);
            assert!(is_led.into_iter().any(|index| index.starts_with(columns)), "no index of {name} leads {columns:?}");
        }
    }
}

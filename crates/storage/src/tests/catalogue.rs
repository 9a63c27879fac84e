//! Every statement is prepared and explained on both engines while an installation grows, and its cost class proved.
//!
//! On `PostgreSQL` one connection prepares everything while the tables are empty and keeps it, as a server does that is
//! started before the first synchronization; the statistics are those that the server itself makes while it inserts.
//! A table of less than a thousand rows may be read as its planner likes. The plans are committed in
//! `generated/statements.txt`, so that a change of one is seen in review.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::{Duration, Instant};

use domain::{GroupId, MemberId, OrganizationId, Origin};
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};
use tokio_util::task::TaskTracker;

use super::*;
use crate::tables::{self, group_membership};
use crate::{Cost, Dialect, catalogue, where_clause};

/// Rows of every table.
const SIZES: [u32; 3] = [0, 100, 10_000];
/// Organizations that the rows are spread over.
const ORGANIZATIONS: u32 = 5;
/// Groups that the memberships are spread over; a multiple of the organizations.
const GROUPS: u32 = 40;
/// How often a statement is run before its plan is looked at: PostgreSQL decides about a plan for all values at its
/// sixth use.
const USES: usize = 7;
/// Indexes of one column: one term is the whole key.
const ONE_COLUMN_INDEXES: [&str; 11] = [
    "sqlite_autoindex_account_1",
    "sqlite_autoindex_account_email_1",
    "account_pkey",
    "account_email_pkey",
    "sqlite_autoindex_organization_1",
    "sqlite_autoindex_ledger_1",
    "INTEGER PRIMARY KEY",
    "organization_pkey",
    "ledger_pkey",
    "installation_pkey",
    "item_placement_item_index",
];
/// Tables with a foreign key.
const REFERRING_TABLES: [&str; 5] =
    ["collection_group", "collection_member", "item_collection", "member_address", "member_key"];
/// A longer line of a plan is a list of values.
const LINE: usize = 150;
/// As many terms of an index as are asked for.
const ALL: usize = usize::MAX;

/// What is explained.
struct Text {
    name: String,
    class: String,
    sql: String,
    /// How many terms of an index must lead to the rows; 0 where all rows of an organization may be read.
    terms: usize,
}

fn texts(dialect: Dialect) -> Vec<Text> {
    let fixed = catalogue().map(|statement| (statement.to_string(), statement.cost, statement.sql.to_owned()));
    let generated = tables::generated().into_iter().map(|text| (text.name, text.cost, text.sql));
    let of_tables = fixed.chain(generated).map(|(name, cost, sql)| {
        let terms = match cost {
            Cost::Scan => 0,
            // All keys of an organization, which are few, are a fifth of this table; PostgreSQL may read all of it.
            _ if name == "scim_key.OF_ORGANIZATION" => usize::from(dialect == Dialect::Sqlite),
            // That many of its two thousand rows: PostgreSQL may find it cheaper to read the whole organization.
            _ if dialect == Dialect::Postgres && (name.ends_with(" of 64") || name.ends_with(" of 256")) => 1,
            // Of another order than the rest: by when they are due.
            Cost::Sweep => 1,
            Cost::Range | Cost::Point | Cost::Write | Cost::WriteRange => 2,
        };
        Text { name, class: format!("{cost:?}"), sql, terms }
    });
    let lists = where_clause::common_lists(dialect).into_iter().map(|(name, sql, terms)| {
        let class = if terms == 0 { "Scan" } else { "Range" };
        Text { name, class: class.to_owned(), sql, terms }
    });
    of_tables.chain(lists).collect()
}

fn organization(number: u32) -> Uuid {
    id(number % ORGANIZATIONS)
}

fn id(number: u32) -> Uuid {
    Uuid::from_u128(u128::from(number))
}

/// Fills every table up to a number of rows.
struct Grow {
    tables: Vec<(String, Vec<Column>)>,
    from: u32,
    to: u32,
}

#[derive(Clone)]
struct Column {
    name: String,
    kind: String,
}

impl Command for Grow {
    type Output = ();
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<(), StorageError> {
        for (table, columns) in &self.tables {
            let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
            let values: Vec<String> = columns.iter().map(|column| value(table, column, tx.dialect())).collect();
            let sql = format!(
                "INSERT INTO {table} ({}) WITH RECURSIVE number(i) AS (SELECT CAST($1 AS BIGINT) UNION ALL \
                 SELECT i + 1 FROM number WHERE i + 1 < $2) SELECT {} FROM number",
                names.join(", "),
                values.join(", "),
            )
            .replace("AS BIGINT", if tx.dialect() == Dialect::Sqlite { "AS INTEGER" } else { "AS BIGINT" });
            tx.execute_dynamic(&sql, &[i64::from(self.from).into(), i64::from(self.to).into()]).await?;
        }
        // The table that a synchronization fills by a text made at run time.
        for group in 0..GROUPS {
            let members: Vec<MemberId> = (self.from..self.to)
                .filter(|number| number % GROUPS == group)
                .map(|number| MemberId::from_uuid(id(number)))
                .collect();
            let organization_id = OrganizationId::from_uuid(organization(group));
            let group_id = GroupId::from_uuid(id(self.spread(group)));
            group_membership::insert(tx, organization_id, group_id, &members, Origin::Scim).await?;
        }
        Ok(())
    }
}

impl Grow {
    /// The groups with members are not the oldest ones alone: the group of this number among them.
    fn spread(&self, group: u32) -> u32 {
        let distance = (self.to - self.from) / GROUPS;
        self.from + group / ORGANIZATIONS * distance * ORGANIZATIONS + group % ORGANIZATIONS
    }
}

/// What row `i` has in a column. Organizations and ledgers are as many as there are rows; every other row belongs to one
/// of the first few organizations.
fn value(table: &str, column: &Column, dialect: Dialect) -> String {
    let uuid = |number: &str| match dialect {
        Dialect::Sqlite => format!("unhex(printf('%032x', {number}))"),
        Dialect::Postgres => format!("CAST(lpad(to_hex({number}), 32, '0') AS UUID)"),
    };
    match (column.name.as_str(), column.kind.as_str()) {
        ("organization_id", _) if table != "ledger" => uuid(&format!("i % {ORGANIZATIONS}")),
        (_, "uuid") => uuid("i"),
        (_, "text") => format!("'{} ' || i", column.name),
        ("status" | "plan" | "origin" | "role", _) => "2".to_owned(),
        (_, "bigint") => "i".to_owned(),
        (_, "boolean") => "TRUE".to_owned(),
        (_, "bytea") if dialect == Dialect::Sqlite => "CAST(printf('%032x', i) AS BLOB)".to_owned(),
        (_, "bytea") => "decode(lpad(to_hex(i), 32, '0'), 'hex')".to_owned(),
        (name, kind) => panic!("{table}.{name} has an unknown type {kind}"),
    }
}

/// The tables that grow, in an order that their foreign keys allow, as the database itself describes them.
async fn tables(client: &Client) -> Vec<(String, Vec<Column>)> {
    const COLUMNS: &str = "SELECT table_name::text, column_name::text, data_type::text FROM information_schema.columns
        WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position";
    let mut tables = BTreeMap::<String, Vec<Column>>::new();
    for row in client.query(COLUMNS, &[]).await.unwrap() {
        tables.entry(row.get(0)).or_default().push(Column { name: row.get(1), kind: row.get(2) });
    }
    // One row is all that these ever have, and the memberships are filled otherwise.
    for name in ["schema_migration", "installation", "group_membership"] {
        assert!(tables.remove(name).is_some(), "there is no {name}");
    }
    // Those that refer to others come after them.
    let (later, mut order): (Vec<_>, Vec<_>) =
        tables.into_iter().partition(|(name, _)| REFERRING_TABLES.contains(&name.as_str()));
    order.extend(later);
    order
}

/// Explains everything on `SQLite`, which makes no statistics of its own.
fn explain_sqlite(connection: &rusqlite::Connection, size: u32, plans: &mut Plans) {
    for text in texts(Dialect::Sqlite) {
        let mut statement = connection
            .prepare(&format!("EXPLAIN QUERY PLAN {}", text.sql))
            .unwrap_or_else(|error| panic!("{}: {error}", text.name));
        let steps = statement.raw_query().mapped(|row| row.get::<_, String>(3)).collect::<Result<Vec<_>, _>>().unwrap();
        for step in steps.iter().filter(|step| step.starts_with("SEARCH") || step.starts_with("SCAN")) {
            let terms = sqlite_terms(step);
            assert!(terms >= text.terms, "SQLite, {size} rows, {} reads by {terms} terms: {step}", text.name);
        }
        plans.add(&text, "SQLite", size, steps.join("\n"));
    }
}

/// How many terms of an index a step uses: `SEARCH member USING INDEX i (organization_id=? AND id=?)` uses two.
fn sqlite_terms(step: &str) -> usize {
    if step == "SCAN CONSTANT ROW" || step.contains("VALUES CLAUSE") || step.contains("-ROW VALUES") {
        return ALL;
    }
    let Some((index, terms)) = step.strip_prefix("SEARCH").and_then(|search| search.rsplit_once('(')) else { return 0 };
    leading_terms(index, terms)
}

/// Terms of an index, if they begin with the organization or the account, or are its whole key. What is due is found by
/// an index of its own, whichever organization's it is.
fn leading_terms(index: &str, terms: &str) -> usize {
    if ONE_COLUMN_INDEXES.iter().any(|name| index.split(" on ").any(|part| part.trim_end().ends_with(name))) {
        return if terms.is_empty() { 0 } else { ALL };
    }
    // All that a person has is little beside all that an organization has.
    if terms.starts_with("account_id") {
        return ALL;
    }
    let leads = if index.contains("outbox_due_index") { "due_at" } else { "organization_id" };
    if terms.starts_with(leads) { terms.split(" AND ").count() } else { 0 }
}

/// Prepares every statement on a connection.
async fn prepare(client: &Client) {
    for (number, text) in texts(Dialect::Postgres).iter().enumerate() {
        let prepared = client.batch_execute(&format!("PREPARE text_{number} AS {}", text.sql)).await;
        prepared.unwrap_or_else(|error| panic!("{}: {:?}", text.name, error.as_db_error()));
    }
}

/// Explains every prepared statement as this connection runs it now.
async fn explain_postgres(client: &Client, size: u32, mut seen: impl FnMut(&Text, String)) {
    for (number, text) in texts(Dialect::Postgres).iter().enumerate() {
        let types = client
            .query_one(
                "SELECT parameter_types::text[] FROM pg_prepared_statements WHERE name = $1",
                &[&format!("text_{number}")],
            )
            .await
            .unwrap()
            .get::<_, Vec<String>>(0);
        let values: Vec<String> = types.iter().enumerate().map(|(i, kind)| literal(i, kind)).collect();
        let values = if values.is_empty() { String::new() } else { format!("({})", values.join(", ")) };
        let mut plan = String::new();
        for _ in 0..USES {
            let explain = format!("EXPLAIN (COSTS OFF) EXECUTE text_{number}{values}");
            plan = lines(&client.simple_query(&explain).await.unwrap());
        }
        let is_small = size < 1_000;
        for (step, terms) in postgres_reads(&plan) {
            let enough = is_small || terms >= text.terms;
            assert!(enough, "PostgreSQL, {size} rows, {} reads by {terms} terms: {step:.300}\n{plan:.1000}", text.name);
        }
        seen(text, plan);
    }
}

fn literal(position: usize, kind: &str) -> String {
    match kind {
        "uuid" if position == 0 => format!("'{}'", organization(1)),
        "uuid" => format!("'{}'", id(u32::try_from(position).unwrap() * ORGANIZATIONS + 1)),
        "text" => format!("'user_name {position}'"),
        "bytea" => "'\\x00000000000000000000000000000001'".to_owned(),
        "boolean" => "TRUE".to_owned(),
        _ => "100".to_owned(),
    }
}

fn lines(answer: &[SimpleQueryMessage]) -> String {
    let lines = answer.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Each step that reads a table, with the terms of the index that it uses.
fn postgres_reads(plan: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = plan.lines().map(|line| line.trim().trim_start_matches("->").trim()).collect();
    let mut reads = Vec::new();
    for (position, line) in lines.iter().enumerate() {
        if line.starts_with("Seq Scan") {
            reads.push(((*line).to_owned(), 0));
        } else if line.starts_with("Index Scan")
            || line.starts_with("Index Only Scan")
            || line.starts_with("Bitmap Index")
        {
            let condition = lines.get(position + 1).and_then(|line| line.strip_prefix("Index Cond: "));
            let condition = condition.unwrap_or_default().replace(['(', ')'], "");
            let terms = leading_terms(line, &condition);
            reads.push((format!("{line}, {condition}"), terms));
        }
    }
    reads
}

/// Waits until the server's own statistics say how large the tables are.
async fn wait_for_statistics(client: &Client, size: u32) {
    const ROWS: &str = "SELECT relname::text FROM pg_class WHERE relkind = 'r'
        AND relnamespace = current_schema()::regnamespace AND relname NOT IN ('schema_migration', 'installation')
        AND reltuples::bigint <> $1 ORDER BY relname";
    let started = Instant::now();
    loop {
        let late: Vec<String> =
            client.query(ROWS, &[&i64::from(size)]).await.unwrap().iter().map(|row| row.get(0)).collect();
        if late.is_empty() {
            return;
        }
        assert!(started.elapsed() < Duration::from_secs(10), "at {size} rows nobody has analyzed {late:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The plans of each statement.
#[derive(Default)]
struct Plans(Vec<(String, Vec<Plan>)>);

/// An engine, rows in each table, and how it then answers.
type Plan = (String, u32, String);

impl Plans {
    fn add(&mut self, text: &Text, engine: &str, size: u32, plan: String) {
        let title = format!("{} ({})", text.name, text.class);
        let plan = (engine.to_owned(), size, plan);
        match self.0.iter_mut().find(|(known, _)| *known == title) {
            Some((_, plans)) => plans.push(plan),
            None => self.0.push((title, vec![plan])),
        }
    }

    /// One paragraph a statement; sizes with the same plan stand together.
    fn render(&self) -> String {
        let mut out = String::from(
            "Every statement of the storage and how each engine answers it as the tables grow. Written by `cargo xtask \
             statements`.\nA class is proved: Point and Write lead to one key, Range to a stretch of an index that \
             begins with organization_id,\nSweep to one of what is due in all organizations.\n",
        );
        for (title, plans) in &self.0 {
            let _ = write!(out, "\n{title}\n");
            let mut rest = plans.as_slice();
            while let Some((engine, _, plan)) = rest.first() {
                let same =
                    rest.iter().take_while(|(other, _, other_plan)| other == engine && other_plan == plan).count();
                let (these, others) = rest.split_at(same);
                rest = others;
                let sizes: Vec<String> = these.iter().map(|(_, size, _)| size.to_string()).collect();
                let _ = writeln!(out, "  {engine}, {} rows", sizes.join(", "));
                for line in plan.lines() {
                    let cut = line.char_indices().nth(LINE).map_or(line.len(), |(at, _)| at);
                    let (line, rest) = line.split_at(cut);
                    let _ = writeln!(out, "    {line}{}", if rest.is_empty() { "" } else { "…" });
                }
            }
        }
        out
    }
}

#[tokio::test]
async fn every_statement_costs_what_it_declares() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("test.db");
    let sqlite = Storage::open(&DatabaseUrl::sqlite(path.clone()), StorageOptions::default()).await.unwrap();
    let database = TestDatabase::empty().unwrap();
    let postgres = Storage::open(&database.url().parse().unwrap(), StorageOptions::default()).await.unwrap();
    let lasting = connect(&database).await;
    prepare(&lasting).await;

    let mut plans = Plans::default();
    let mut from = 0;
    for size in SIZES {
        if size > from {
            let tables = tables(&lasting).await;
            sqlite.run(Grow { tables: tables.clone(), from, to: size }).await.unwrap();
            postgres.run(Grow { tables, from, to: size }).await.unwrap();
            wait_for_statistics(&lasting, size).await;
            from = size;
        }
        explain_sqlite(&rusqlite::Connection::open(&path).unwrap(), size, &mut plans);
        explain_postgres(&lasting, size, |text, plan| plans.add(text, "PostgreSQL", size, plan)).await;
        // A connection of this moment, with one plan for all values from its first use on.
        let fresh = connect(&database).await;
        fresh.batch_execute("SET plan_cache_mode = force_generic_plan").await.unwrap();
        prepare(&fresh).await;
        explain_postgres(&fresh, size, |_, _| {}).await;
    }
    for (_, plans) in &mut plans.0 {
        plans.sort_by(|(a, ..), (b, ..)| b.cmp(a));
    }
    compare_with_committed(&plans.render());
}

async fn connect(database: &TestDatabase) -> Client {
    let (client, connection) = tokio_postgres::connect(database.url(), NoTls).await.unwrap();
    TaskTracker::new().spawn(connection);
    client
}

fn compare_with_committed(found: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../generated/statements.txt");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, found).unwrap();
        return;
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let first = committed.lines().zip(found.lines()).find(|(committed, found)| committed != found);
    assert!(committed == found, "plans differ, first {first:?}: look at `cargo xtask statements` and its difference");
}

#[test]
fn terms_of_an_index_are_counted() {
    for (step, terms) in [
        ("SEARCH member USING INDEX x (organization_id=? AND id=?)", 2),
        ("SEARCH m USING COVERING INDEX x (organization_id=? AND id>?)", 2),
        ("SEARCH member USING INDEX x (name=? AND id=?)", 0),
        ("SCAN member USING INDEX x", 0),
        ("SEARCH o USING INDEX sqlite_autoindex_organization_1 (id=?)", ALL),
        ("SCAN CONSTANT ROW", ALL),
    ] {
        assert_eq!(sqlite_terms(step), terms, "{step}");
    }
    let plan = "Limit\n  ->  Index Scan using x on member\n        Index Cond: ((organization_id = $1) AND (id > $2))\n\
                \x20 ->  Seq Scan on event";
    let terms: Vec<usize> = postgres_reads(plan).into_iter().map(|(_, terms)| terms).collect();
    assert_eq!(terms, [2, 0]);
}

//! `PostgreSQL`, and what only it has.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::test_database::Cluster;
use super::*;

macro_rules! on_postgres {
    ($($name:ident)*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            shared::$name(&Fixture::postgres().await).await;
        }
    )*};
}

on_postgres! {
    every_type_survives_the_round_trip
    a_conflict_names_the_columns
    a_refused_command_leaves_nothing
    a_hidden_failure_is_a_failure
    a_misread_column_is_named
    a_second_statement_is_refused_where_one_was_declared
    many_callers_are_all_answered
    a_query_sees_one_moment
    statements_and_rows_are_counted
    a_closed_store_refuses
    a_newer_schema_is_refused
}

#[tokio::test]
async fn the_released_migrations_apply() {
    let database = TestDatabase::empty().unwrap();
    shared::the_released_migrations_apply(&database.url().parse().unwrap()).await;
}

#[tokio::test]
async fn nodes_that_start_together_migrate_once() {
    let database = TestDatabase::empty().unwrap();
    let url: DatabaseUrl = database.url().parse().unwrap();
    let mut nodes = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let url = url.clone();
        nodes.spawn(async move { Storage::open_with(&url, StorageOptions::default(), THINGS).await.map(drop) });
    }
    for opened in nodes.join_all().await {
        opened.unwrap();
    }
}

/// Runs texts in one transaction and counts how often it was tried.
struct Texts {
    /// Run at every try.
    each: Vec<String>,
    /// Run after them at the first try only.
    first: Vec<String>,
    tries: std::sync::Arc<AtomicU32>,
}

impl Texts {
    fn new(each: &[&str], first: &[&str]) -> Self {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Self { each: owned(each), first: owned(first), tries: std::sync::Arc::default() }
    }
}

impl Command for Texts {
    type Output = ();
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<(), StorageError> {
        let is_first = self.tries.fetch_add(1, Ordering::Relaxed) == 0;
        for text in self.each.iter().chain(self.first.iter().filter(|_| is_first)) {
            tx.execute_dynamic(text, &[]).await?;
        }
        Ok(())
    }
}

const HANG_UP: &str = "SELECT pg_terminate_backend(pg_backend_pid())";
const INSERT: &str = "INSERT INTO thing (organization_id, id, name)
    VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-0000000000ff', 'text')";

#[tokio::test]
async fn a_connection_lost_before_commit_is_replaced() {
    let Fixture { storage, _database, .. } = Fixture::postgres().await;
    let command = Texts::new(&[INSERT], &[HANG_UP]);
    let tries = command.tries.clone();
    assert_eq!(storage.run(command).await, Ok(()));
    assert_eq!(tries.load(Ordering::Relaxed), 2);
    assert_eq!(storage.metrics().retries, 1);
    assert_eq!(storage.read(&Count).await, Ok(1));
}

#[tokio::test]
async fn a_connection_that_is_always_lost_is_given_up() {
    let Fixture { storage, _database, .. } = Fixture::postgres().await;
    assert_eq!(storage.run(Texts::new(&[INSERT, HANG_UP], &[])).await, Err(StorageError::Unavailable));
    assert_eq!(storage.read(&Count).await, Ok(0));
}

/// Has something done when a transaction that inserts a thing commits.
async fn at_commit(storage: &Storage, action: &str) {
    let function = format!(
        "CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {action}; RETURN NULL; END $$"
    );
    let trigger = "CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON thing DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION at_commit()";
    storage.run(Texts::new(&[&function, trigger], &[])).await.unwrap();
}

#[tokio::test]
async fn a_connection_lost_in_commit_leaves_the_outcome_unknown() {
    let Fixture { storage, _database, .. } = Fixture::postgres().await;
    at_commit(&storage, "PERFORM pg_terminate_backend(pg_backend_pid())").await;
    let command = Texts::new(&[INSERT], &[]);
    let tries = command.tries.clone();
    assert_eq!(storage.run(command).await, Err(StorageError::UnknownOutcome));
    assert_eq!(tries.load(Ordering::Relaxed), 1, "it may be there already");
}

#[tokio::test]
async fn a_warning_in_commit_leaves_the_outcome_unknown() {
    let Fixture { storage, _database, .. } = Fixture::postgres().await;
    at_commit(&storage, "RAISE WARNING 'canceling wait for synchronous replication due to user request'").await;
    assert_eq!(storage.run(Texts::new(&[INSERT], &[])).await, Err(StorageError::UnknownOutcome));
    assert_eq!(storage.read(&Count).await, Ok(1), "here it is; a standby may lack it");
}

#[tokio::test]
async fn a_warning_before_commit_is_none_of_its_business() {
    let Fixture { storage, _database, .. } = Fixture::postgres().await;
    let warn = "DO $$ BEGIN RAISE WARNING 'mind the gap'; END $$";
    assert_eq!(storage.run(Texts::new(&[warn, INSERT], &[])).await, Ok(()));
}

#[tokio::test]
async fn a_server_that_became_a_standby_is_left() {
    let Fixture { storage, _database, .. } = Fixture::postgres().await;
    let as_on_standby = "DO $$ BEGIN RAISE EXCEPTION 'read-only' USING ERRCODE = '25006'; END $$";
    let command = Texts::new(&[INSERT], &[as_on_standby]);
    assert_eq!(storage.run(command).await, Ok(()), "another connection led to the new primary");
    assert_eq!(storage.metrics().retries, 1);
}

#[tokio::test]
async fn deadlocks_are_tried_again() {
    let Fixture { storage, _database, .. } = Fixture::postgres().await;
    storage.run(Insert { things: vec![thing(1), thing(2)], then: Then::Succeed }).await.unwrap();
    let add = |id: u8| format!("UPDATE thing SET size = size + 1 WHERE id = '00000000-0000-0000-0000-00000000000{id}'");
    let command = |first: u8, second: u8| {
        let (first, second) = (add(first), add(second));
        let wait = "DO $$ BEGIN PERFORM pg_sleep(0.05); END $$";
        Texts::new(&["SET LOCAL deadlock_timeout = '10ms'", &first, wait, &second], &[])
    };
    let (one, other) = tokio::join!(storage.run(command(1, 2)), storage.run(command(2, 1)));
    assert_eq!((one, other), (Ok(()), Ok(())));
    assert!(storage.metrics().retries > 0);
    for name in ["thing 1", "thing 2"] {
        assert_eq!(storage.read(&Find(name.to_owned())).await.unwrap().unwrap().size, 2);
    }
}

#[tokio::test]
async fn who_goes_away_leaves_no_open_transaction() {
    let options = StorageOptions { connections: 1, ..StorageOptions::default() };
    let Fixture { storage, _database, .. } = Fixture::postgres_with(options).await;
    let slow = storage.run(Texts::new(&[INSERT, "SELECT pg_sleep(0.2)"], &[]));
    assert!(tokio::time::timeout(Duration::from_millis(100), slow).await.is_err());
    assert_eq!(storage.read(&Count).await, Ok(0));
    assert_eq!(storage.run(insert_one(1)).await, Ok(1));
}

#[tokio::test]
async fn a_connection_is_not_waited_for_forever() {
    let wait = Duration::from_millis(200);
    let options = StorageOptions { connections: 1, connection_wait: wait, ..StorageOptions::default() };
    let Fixture { storage, _database, .. } = Fixture::postgres_with(options).await;
    let slow = storage.run(Texts::new(&["SELECT pg_sleep(0.6)"], &[]));
    let late = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        storage.read(&Count).await
    };
    assert_eq!(tokio::join!(slow, late), (Ok(()), Err(StorageError::Unavailable)));
}

/// Reads how many rows the planner believes a table to have.
struct PlannedRows;

impl Query for PlannedRows {
    type Output = i64;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<i64, StorageError> {
        let sql = "SELECT reltuples::bigint FROM pg_class WHERE relname = 'thing'";
        Ok(at.fetch_dynamic(sql, &[], |row| row.int(0)).await?[0])
    }
}

#[tokio::test]
async fn a_growing_table_is_analyzed() {
    let Fixture { storage, _database, .. } = Fixture::postgres().await;
    storage.run(Insert { things: (0..99).map(thing).collect(), then: Then::Succeed }).await.unwrap();
    storage.run(insert_then(1_000, Then::Refuse)).await.unwrap_err();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(storage.read(&PlannedRows).await, Ok(-1), "99 rows are not enough");
    storage.run(insert_one(100)).await.unwrap();
    while storage.read(&PlannedRows).await.unwrap() != 100 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_restart_of_the_server_is_survived() {
    let directory = tempfile::tempdir().unwrap();
    // The server's user is another.
    let permissions = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(directory.path(), permissions).unwrap();
    let cluster = Cluster::start(&directory.path().join("cluster"), true).unwrap();
    let url = cluster.url("postgres").parse().unwrap();
    let storage = Storage::open_with(&url, StorageOptions::default(), THINGS).await.unwrap();
    assert_eq!(storage.run(insert_one(1)).await, Ok(1));
    cluster.stop().unwrap();
    let unavailable = StorageError::Unavailable;
    assert_eq!(storage.run(insert_one(2)).await, Err(InsertError::Storage(unavailable.clone())));
    assert_eq!(storage.read(&Count).await, Err(unavailable.clone()));
    assert_eq!(storage.ready().await, Err(unavailable));
    cluster.resume().unwrap();
    assert_eq!(storage.ready().await, Ok(()));
    assert_eq!(storage.run(insert_one(3)).await, Ok(2));
    storage.close().await;
    cluster.stop().unwrap();
}

#[tokio::test]
async fn a_server_that_is_not_there_is_explained_without_the_password() {
    let url: DatabaseUrl = "postgres://provost:hunter2@127.0.0.1:1/provost?sslmode=disable".parse().unwrap();
    let Err(error) = Storage::open(&url, StorageOptions::default()).await else {
        panic!("opened a database that is not there");
    };
    let text = error.to_string();
    assert!(text.starts_with("Cannot open the database postgres://provost@127.0.0.1:1/provost: "), "{text}");
    assert!(text.contains("refused") && !text.contains("hunter2") && !format!("{error:?}").contains("hunter2"));
}

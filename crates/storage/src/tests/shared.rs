//! What both engines do alike.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use parking_lot::Mutex;
use tokio_util::task::TaskTracker;

use super::*;
use crate::Dialect;

pub(super) async fn every_type_survives_the_round_trip(fixture: &Fixture) {
    let full = Thing {
        id: Uuid::from_u128(7),
        name: "Zoë ☃".to_owned(),
        note: Some(String::new()),
        size: i64::MIN,
        shiny: true,
        payload: Some(vec![0, 255, 1]),
    };
    let empty = thing(8);
    let command = Insert { things: vec![full.clone(), empty.clone()], then: Then::Succeed };
    assert_eq!(fixture.storage.run(command).await, Ok(2));
    assert_eq!(fixture.storage.read(&Find(full.name.clone())).await, Ok(Some(full)));
    assert_eq!(fixture.storage.read(&Find(empty.name.clone())).await, Ok(Some(empty)));
    assert_eq!(fixture.storage.read(&Find("nobody".to_owned())).await, Ok(None));
    assert_eq!(fixture.storage.read(&Count).await, Ok(2));
}

pub(super) async fn a_conflict_names_the_columns(fixture: &Fixture) {
    let same_name = Thing { id: Uuid::from_u128(2), ..thing(1) };
    let same_id = Thing { name: "other".to_owned(), ..thing(1) };
    fixture.storage.run(insert_one(1)).await.unwrap();
    for (twin, column) in [(same_name, "name"), (same_id, "id")] {
        let error = fixture.storage.run(Insert { things: vec![twin], then: Then::Succeed }).await.unwrap_err();
        let expected = StorageError::Conflict { table: "thing".to_owned(), columns: vec![column.to_owned()] };
        assert_eq!(error, InsertError::Storage(expected));
    }
    assert_eq!(fixture.storage.read(&Count).await, Ok(1));
}

pub(super) async fn a_refused_command_leaves_nothing(fixture: &Fixture) {
    assert_eq!(fixture.storage.run(insert_then(1, Then::Refuse)).await, Err(InsertError::Refused));
    assert_eq!(fixture.storage.read(&Count).await, Ok(0));
    assert_eq!(fixture.storage.run(insert_one(1)).await, Ok(1));
}

pub(super) async fn a_hidden_failure_is_a_failure(fixture: &Fixture) {
    let error = fixture.storage.run(insert_then(1, Then::IgnoreConflict)).await.unwrap_err();
    assert!(matches!(error, InsertError::Storage(StorageError::Conflict { .. })), "{error:?}");
    assert_eq!(fixture.storage.read(&Count).await, Ok(0));
}

/// Fetches an integer column as text.
struct Misread;

impl Query for Misread {
    type Output = ();
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<(), StorageError> {
        at.fetch(&THING_BY_NAME, &[ORGANIZATION.into(), "thing 1".into()], |row| row.text(3).map(drop)).await.map(drop)
    }
}

pub(super) async fn a_misread_column_is_named(fixture: &Fixture) {
    fixture.storage.run(insert_one(1)).await.unwrap();
    let expected = StorageError::Corrupt { table: "tests".to_owned(), column: "size".to_owned() };
    assert_eq!(fixture.storage.read(&Misread).await, Err(expected));
}

/// Two statements where one was declared.
struct Liar;

impl Query for Liar {
    type Output = i64;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<i64, StorageError> {
        Ok(count(at).await? + count(at).await?)
    }
}

pub(super) async fn a_second_statement_is_refused_where_one_was_declared(fixture: &Fixture) {
    let error = fixture.storage.read(&Liar).await.unwrap_err();
    assert!(matches!(error, StorageError::Driver(text) if text.contains("second statement")));
}

pub(super) async fn many_callers_are_all_answered(fixture: &Fixture) {
    let mut callers = tokio::task::JoinSet::new();
    for number in 0..200 {
        let storage = fixture.storage.clone();
        callers.spawn(async move {
            let then = if number % 4 == 0 { Then::Refuse } else { Then::Succeed };
            let answer = storage.run(insert_then(number, then)).await;
            let found = storage.read(&Find(format!("thing {number}"))).await.unwrap();
            assert_eq!(answer.is_ok(), found.is_some(), "a caller must read its own write");
            answer.is_ok()
        });
    }
    let done = callers.join_all().await;
    assert_eq!(done.iter().filter(|done| **done).count(), 150);
    assert_eq!(fixture.storage.read(&Count).await, Ok(150));
}

/// Counts before and after something that happens meanwhile.
struct Around {
    counted: Sender<()>,
    go_on: Mutex<Receiver<()>>,
}

impl Query for Around {
    type Output = (i64, i64);
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<(i64, i64), StorageError> {
        let before = count(at).await?;
        self.counted.send(()).unwrap();
        // Only a query on PostgreSQL may await, and only one on SQLite may block its thread.
        while self.go_on.lock().try_recv().is_err() {
            match at.dialect() {
                Dialect::Sqlite => std::thread::sleep(Duration::from_millis(1)),
                Dialect::Postgres => tokio::time::sleep(Duration::from_millis(1)).await,
            }
        }
        Ok((before, count(at).await?))
    }
}

pub(super) async fn a_query_sees_one_moment(fixture: &Fixture) {
    fixture.storage.run(insert_one(1)).await.unwrap();
    let (counted, was_counted) = channel();
    let (go_on, may_go_on) = channel();
    let around = Around { counted, go_on: Mutex::new(may_go_on) };
    let storage = fixture.storage.clone();
    let reading = TaskTracker::new().spawn(async move { storage.read(&around).await });
    was_counted.recv().unwrap();
    assert_eq!(fixture.storage.run(insert_one(2)).await, Ok(2), "a reader does not hold up the writer");
    go_on.send(()).unwrap();
    assert_eq!(reading.await.unwrap(), Ok((1, 1)));
    assert_eq!(fixture.storage.read(&Count).await, Ok(2));
}

pub(super) async fn statements_and_rows_are_counted(fixture: &Fixture) {
    let before = fixture.storage.metrics();
    fixture.storage.run(insert_one(1)).await.unwrap();
    fixture.storage.read(&Find("thing 1".to_owned())).await.unwrap();
    let after = fixture.storage.metrics();
    assert_eq!(after.statements - before.statements, 3);
    assert_eq!(after.rows_written - before.rows_written, 1);
    assert_eq!(after.rows_read - before.rows_read, 2);
    assert_eq!((after.commands - before.commands, after.commits - before.commits), (1, 1));
    assert_eq!(after.queue_depth, 0);
}

pub(super) async fn a_closed_store_refuses(fixture: &Fixture) {
    assert_eq!(fixture.storage.ready().await, Ok(()));
    fixture.storage.close().await;
    assert_eq!(fixture.storage.ready().await, Err(StorageError::Unavailable));
    assert_eq!(fixture.storage.read(&Count).await, Err(StorageError::Unavailable));
    assert_eq!(fixture.storage.run(insert_one(1)).await, Err(InsertError::Storage(StorageError::Unavailable)));
}

pub(super) async fn a_newer_schema_is_refused(fixture: &Fixture) {
    fixture.storage.close().await;
    let Err(error) = Storage::open_with(&fixture.url, StorageOptions::default(), &[]).await else {
        panic!("opened a newer schema");
    };
    assert!(error.to_string().contains("newer Provost (migration 0001_thing)"), "{error}");
}

pub(super) async fn the_released_migrations_apply(url: &DatabaseUrl) {
    let storage = Storage::open(url, StorageOptions::default()).await.unwrap();
    storage.ready().await.unwrap();
    storage.close().await;
}

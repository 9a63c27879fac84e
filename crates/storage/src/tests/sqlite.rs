//! `SQLite`, and what only it has.

use std::sync::mpsc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio_util::task::TaskTracker;

use super::*;

macro_rules! on_sqlite {
    ($($name:ident)*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            shared::$name(&Fixture::sqlite().await).await;
        }
    )*};
}

on_sqlite! {
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
    let directory = tempfile::tempdir().unwrap();
    shared::the_released_migrations_apply(&DatabaseUrl::sqlite(directory.path().join("test.db"))).await;
}

/// Keeps the writer busy until it is released.
struct Block(Mutex<Option<mpsc::Receiver<()>>>);

impl Block {
    /// A command that holds up the writer, and what lets it go.
    fn new() -> (Self, mpsc::Sender<()>) {
        let (release, released) = mpsc::channel();
        (Self(Mutex::new(Some(released))), release)
    }
}

impl Command for Block {
    type Output = ();
    type Error = StorageError;

    async fn run(&self, _: &mut Transaction<'_>) -> Result<(), StorageError> {
        if let Some(released) = self.0.lock().take() {
            released.recv().unwrap();
        }
        Ok(())
    }
}

/// Holds up the writer while commands are queued, then lets them run as one batch.
async fn in_one_batch<C: Command>(storage: &Storage, commands: Vec<C>) -> Vec<Result<C::Output, C::Error>> {
    let (block, release) = Block::new();
    let started = storage.metrics().commands;
    let blocked = TaskTracker::new().spawn({
        let storage = storage.clone();
        async move { storage.run(block).await }
    });
    while storage.metrics().commands == started {
        tokio::task::yield_now().await;
    }
    let count = commands.len() as u64;
    let callers: Vec<_> = commands
        .into_iter()
        .map(|command| {
            let storage = storage.clone();
            TaskTracker::new().spawn(async move { storage.run(command).await })
        })
        .collect();
    while storage.metrics().queue_depth < count {
        tokio::task::yield_now().await;
    }
    release.send(()).unwrap();
    // It shares the fate of the batch.
    let _ = blocked.await.unwrap();
    let mut answers = Vec::new();
    for caller in callers {
        answers.push(caller.await.unwrap());
    }
    answers
}

#[tokio::test]
async fn what_is_queued_shares_one_commit_and_failures_stay_alone() {
    let Fixture { storage, _directory, .. } = Fixture::sqlite().await;
    let before = storage.metrics();
    let thens = [Then::Succeed, Then::Panic, Then::Refuse, Then::AwaitElsewhere, Then::IgnoreConflict, Then::Succeed];
    let commands = (1..).zip(thens).map(|(number, then)| insert_then(number, then)).collect();
    let answers = in_one_batch(&storage, commands).await;
    let driver = |answer: &Result<i64, InsertError>, text: &str| matches!(answer, Err(InsertError::Storage(StorageError::Driver(message))) if message.contains(text));
    assert_eq!(answers[0], Ok(1));
    assert!(driver(&answers[1], "panicked: on purpose"), "{:?}", answers[1]);
    assert_eq!(answers[2], Err(InsertError::Refused));
    assert!(driver(&answers[3], "awaited something other"), "{:?}", answers[3]);
    assert!(matches!(answers[4], Err(InsertError::Storage(StorageError::Conflict { .. }))));
    assert_eq!(answers[5], Ok(2), "the failed ones are gone for those behind them, too");
    assert_eq!(storage.read(&Count).await, Ok(2));
    let after = storage.metrics();
    assert_eq!(after.commits - before.commits, 1, "the one that held up the writer was the first of the batch");
    assert_eq!(after.commits_by_size[3], 1);
}

#[tokio::test]
async fn a_full_queue_refuses() {
    let options = StorageOptions { queue: 2, ..StorageOptions::default() };
    let Fixture { storage, _directory, .. } = Fixture::sqlite_with(options).await;
    let (block, release) = Block::new();
    let started = storage.metrics().commands;
    let mut waiting = vec![TaskTracker::new().spawn({
        let storage = storage.clone();
        async move { storage.run(block).await }
    })];
    while storage.metrics().commands == started {
        tokio::task::yield_now().await;
    }
    for number in 1..=2 {
        let storage = storage.clone();
        waiting.push(
            TaskTracker::new()
                .spawn(async move { storage.run(insert_one(number)).await.map(drop).map_err(|_| StorageError::Full) }),
        );
    }
    while storage.metrics().queue_depth < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(storage.run(insert_one(3)).await, Err(InsertError::Storage(StorageError::Busy)));
    assert_eq!(storage.metrics().refused_busy, 1);
    release.send(()).unwrap();
    for answer in waiting {
        assert_eq!(answer.await.unwrap(), Ok(()));
    }
    assert_eq!(storage.read(&Count).await, Ok(2));
}

#[tokio::test]
async fn who_gave_up_waiting_is_not_served() {
    let Fixture { storage, _directory, .. } = Fixture::sqlite().await;
    let (block, release) = Block::new();
    let started = storage.metrics().commands;
    let blocked = TaskTracker::new().spawn({
        let storage = storage.clone();
        async move { storage.run(block).await }
    });
    while storage.metrics().commands == started {
        tokio::task::yield_now().await;
    }
    let _ = tokio::time::timeout(Duration::from_millis(1), storage.run(insert_one(1))).await.unwrap_err();
    release.send(()).unwrap();
    blocked.await.unwrap().unwrap();
    storage.ready().await.unwrap();
    assert_eq!(storage.read(&Count).await, Ok(0));
}

/// Text of its own, for what no statement of a table does.
struct Raw(&'static str);

impl Command for Raw {
    type Output = u64;
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<u64, StorageError> {
        tx.execute_dynamic(self.0, &[]).await
    }
}

#[tokio::test]
async fn a_failed_commit_is_told_to_everybody() {
    let Fixture { storage, _directory, .. } = Fixture::sqlite().await;
    storage
        .run(Raw("CREATE TABLE child (parent BLOB REFERENCES thing (name) DEFERRABLE INITIALLY DEFERRED)"))
        .await
        .unwrap();
    storage.run(Raw("CREATE UNIQUE INDEX thing_name ON thing (name)")).await.unwrap();
    let orphan = "INSERT INTO child (parent) VALUES ('nobody')";
    let innocent = "INSERT INTO thing (organization_id, id, name) VALUES (zeroblob(16), zeroblob(16), 'innocent')";
    let refused = "INSERT INTO thing (organization_id, id, name) VALUES (zeroblob(16), zeroblob(16), 'innocent')";
    for answer in in_one_batch(&storage, vec![Raw(innocent), Raw(orphan), Raw(refused)]).await {
        assert!(matches!(&answer, Err(StorageError::Driver(text)) if text.contains("FOREIGN KEY")), "{answer:?}");
    }
    assert_eq!(storage.run(Raw(innocent)).await, Ok(1), "the first time left nothing");
}

#[tokio::test]
async fn a_full_disk_refuses_writes_and_heals() {
    let Fixture { storage, _directory, .. } = Fixture::sqlite().await;
    storage.run(insert_one(1)).await.unwrap();
    storage.run(Pragma("max_page_count = 1")).await.unwrap();
    let large = || {
        let payload = Some(vec![1; 1_000_000]);
        Insert { things: vec![Thing { payload, ..thing(2) }], then: Then::Succeed }
    };
    // SQLite rolls the whole batch back, so what was in it is refused as well.
    let full = Err(InsertError::Storage(StorageError::Full));
    let answers = in_one_batch(&storage, vec![insert_one(3), large(), insert_one(4)]).await;
    assert_eq!(answers, [full.clone(), full, Ok(2)], "the one behind it fits on a page that is there");
    assert_eq!(storage.read(&Count).await, Ok(2));
    storage.run(Pragma("max_page_count = 1000000")).await.unwrap();
    assert_eq!(storage.run(large()).await, Ok(3));
}

/// A pragma of the writing connection. It answers a row, so it is fetched.
struct Pragma(&'static str);

impl Command for Pragma {
    type Output = ();
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<(), StorageError> {
        tx.fetch_dynamic(&format!("PRAGMA {}", self.0), &[], |_| Ok(())).await.map(drop)
    }
}

/// Lets the writer die by a panic where no command runs any more.
struct Die;

#[derive(Debug)]
struct Deadly;

impl From<StorageError> for Deadly {
    fn from(_: StorageError) -> Self {
        Self
    }
}

impl Drop for Die {
    fn drop(&mut self) {
        panic!("the writer dies");
    }
}

impl Command for Die {
    type Output = ();
    type Error = Deadly;

    async fn run(&self, _: &mut Transaction<'_>) -> Result<(), Deadly> {
        Ok(())
    }
}

#[tokio::test]
async fn a_dead_writer_is_replaced() {
    let Fixture { storage, _directory, .. } = Fixture::sqlite().await;
    storage.run(insert_one(1)).await.unwrap();
    let _ = storage.run(Die).await;
    assert_eq!(storage.run(insert_one(2)).await, Ok(2));
    assert_eq!(storage.metrics().writer_restarts, 1);
}

#[tokio::test]
async fn a_vanished_file_is_reported_and_not_replaced() {
    let Fixture { storage, url, _directory, .. } = Fixture::sqlite().await;
    storage.run(insert_one(1)).await.unwrap();
    let path = url.sqlite_path().unwrap();
    let elsewhere = path.with_extension("away");
    std::fs::rename(path, &elsewhere).unwrap();
    let _ = storage.run(Die).await;
    assert_eq!(storage.ready().await, Err(StorageError::Unavailable));
    assert!(!path.exists());
    std::fs::rename(&elsewhere, path).unwrap();
    while storage.ready().await.is_err() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(storage.run(insert_one(2)).await, Ok(2));
}

#[tokio::test]
async fn much_data_is_committed_in_parts() {
    let Fixture { storage, _directory, .. } = Fixture::sqlite().await;
    let before = storage.metrics().commits;
    let megabytes = (1..=10).map(|number| {
        let things = vec![Thing { payload: Some(vec![1; 1024 * 1024]), ..thing(number) }];
        Insert { things, then: Then::Succeed }
    });
    for answer in in_one_batch(&storage, megabytes.collect()).await {
        answer.unwrap();
    }
    assert_eq!(storage.metrics().commits - before, 3, "4, 4 and 2 MiB");
}

#[tokio::test]
async fn the_log_is_cut_when_nobody_writes() {
    let Fixture { storage, url, _directory, .. } = Fixture::sqlite().await;
    storage.run(insert_one(1)).await.unwrap();
    let log = url.sqlite_path().unwrap().with_extension("db-wal");
    while log.metadata().unwrap().len() > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(storage.read(&Count).await, Ok(1));
}

#[tokio::test]
async fn another_process_may_write_too() {
    let Fixture { storage, url, _directory, .. } = Fixture::sqlite().await;
    let other = Storage::open_with(&url, StorageOptions::default(), THINGS).await.unwrap();
    let mut callers = tokio::task::JoinSet::new();
    for number in 0..40 {
        let storage = if number % 2 == 0 { storage.clone() } else { other.clone() };
        callers.spawn(async move { storage.run(insert_one(number)).await.unwrap() });
    }
    callers.join_all().await;
    assert_eq!((storage.read(&Count).await, other.read(&Count).await), (Ok(40), Ok(40)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_file_may_be_opened_by_many_at_once() {
    for _ in 0..20 {
        let directory = tempfile::tempdir().unwrap();
        let url: DatabaseUrl = format!("sqlite:{}/new.db", directory.path().display()).parse().unwrap();
        let mut openers = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let url = url.clone();
            openers.spawn(async move { Storage::open_with(&url, StorageOptions::default(), THINGS).await });
        }
        for opened in openers.join_all().await {
            opened.unwrap().close().await;
        }
    }
}

#[tokio::test]
async fn the_file_is_private_and_whole_after_closing() {
    let Fixture { storage, url, _directory, .. } = Fixture::sqlite().await;
    storage.run(insert_one(1)).await.unwrap();
    let path = url.sqlite_path().unwrap();
    let mode = std::os::unix::fs::PermissionsExt::mode(&path.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    storage.close().await;
    assert!(!path.with_extension("db-wal").exists(), "the log was copied into the file and removed");
    let again = Storage::open_with(&url, StorageOptions::default(), THINGS).await.unwrap();
    assert_eq!(again.read(&Count).await, Ok(1));
}

#[tokio::test]
async fn an_impossible_path_is_explained() {
    let url = DatabaseUrl::sqlite("/nonexistent/provost.db");
    let Err(error) = Storage::open_with(&url, StorageOptions::default(), THINGS).await else {
        panic!("opened a file in a directory that does not exist");
    };
    assert!(error.to_string().contains("/nonexistent/provost.db: "), "{error}");
    assert!(error.to_string().contains("No such file"), "{error}");
}

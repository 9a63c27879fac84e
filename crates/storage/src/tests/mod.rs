//! The engine's own tests. What both engines must do alike is written once in `shared` and runs on each.

mod catalogue;
mod postgres;
mod schema;
mod shared;
mod sqlite;
/// Included, because the crate it belongs to depends on this one.
#[path = "../../../testkit/src/postgres.rs"]
#[expect(dead_code, unreachable_pub, reason = "not every crate uses all of it")]
mod test_database;

use uuid::Uuid;

use self::test_database::TestDatabase;
use crate::migrate::Migration;
use crate::{Command, DatabaseUrl, Query, Snapshot, Storage, StorageError, StorageOptions, Transaction};

crate::statements! {
    /// One more thing.
    INSERT_THING: Write =
        "INSERT INTO thing (organization_id, id, name, note, size, shiny, payload) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// One thing, its keys bound in another order than they are numbered.
    THING_BY_NAME: Point = "SELECT id, name, note, size, shiny, payload FROM thing WHERE name = $2 AND organization_id = $1";
    /// How many there are.
    COUNT_THINGS: Scan = "SELECT COUNT(*) FROM thing WHERE organization_id = $1";
}

/// A table with every type and a unique index.
const THINGS: &[Migration] = &[Migration {
    name: "0001_thing",
    sql: "CREATE TABLE thing (
              organization_id {uuid} NOT NULL,
              id {uuid} NOT NULL,
              name {text} NOT NULL,
              note {text},
              size {int} NOT NULL DEFAULT 0,
              shiny {bool} NOT NULL DEFAULT FALSE,
              payload {bytes},
              PRIMARY KEY (organization_id, id)
          ) {table_options};
          CREATE UNIQUE INDEX thing_name_key ON thing (organization_id, name);",
}];

const ORGANIZATION: Uuid = Uuid::from_u128(1);

/// A store with the table, and what keeps its database alive.
struct Fixture {
    storage: Storage,
    url: DatabaseUrl,
    _directory: Option<tempfile::TempDir>,
    _database: Option<TestDatabase>,
}

impl Fixture {
    async fn sqlite() -> Self {
        Self::sqlite_with(StorageOptions::default()).await
    }

    async fn sqlite_with(options: StorageOptions) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::sqlite(directory.path().join("test.db"));
        let storage = Storage::open_with(&url, options, THINGS).await.unwrap();
        Self { storage, url, _directory: Some(directory), _database: None }
    }

    async fn postgres() -> Self {
        Self::postgres_with(StorageOptions::default()).await
    }

    async fn postgres_with(options: StorageOptions) -> Self {
        let database = TestDatabase::empty().unwrap();
        let url = database.url().parse().unwrap();
        let storage = Storage::open_with(&url, options, THINGS).await.unwrap();
        Self { storage, url, _directory: None, _database: Some(database) }
    }
}

#[derive(Debug, Clone, PartialEq)]
struct Thing {
    id: Uuid,
    name: String,
    note: Option<String>,
    size: i64,
    shiny: bool,
    payload: Option<Vec<u8>>,
}

fn thing(number: u128) -> Thing {
    Thing {
        id: Uuid::from_u128(number),
        name: format!("thing {number}"),
        note: None,
        size: 0,
        shiny: false,
        payload: None,
    }
}

async fn insert(tx: &mut Transaction<'_>, thing: &Thing) -> Result<u64, StorageError> {
    let payload = thing.payload.as_deref();
    let params = [
        ORGANIZATION.into(),
        thing.id.into(),
        (&thing.name).into(),
        thing.note.as_deref().into(),
        thing.size.into(),
        thing.shiny.into(),
        payload.into(),
    ];
    tx.execute(&INSERT_THING, &params).await
}

async fn find(at: &mut Snapshot<'_>, name: &str) -> Result<Option<Thing>, StorageError> {
    at.fetch_optional(&THING_BY_NAME, &[ORGANIZATION.into(), name.into()], |row| {
        Ok(Thing {
            id: row.uuid(0)?,
            name: row.text(1)?.to_owned(),
            note: row.opt_text(2)?.map(str::to_owned),
            size: row.int(3)?,
            shiny: row.bool(4)?,
            payload: row.opt_bytes(5)?.map(<[u8]>::to_vec),
        })
    })
    .await
}

async fn count(at: &mut Snapshot<'_>) -> Result<i64, StorageError> {
    let rows = at.fetch(&COUNT_THINGS, &[ORGANIZATION.into()], |row| row.int(0)).await?;
    Ok(rows[0])
}

/// Inserts things, then does what the test is about.
struct Insert {
    things: Vec<Thing>,
    then: Then,
}

enum Then {
    Succeed,
    Refuse,
    Panic,
    AwaitElsewhere,
    IgnoreConflict,
}

#[derive(Debug, Clone, PartialEq)]
enum InsertError {
    Refused,
    Storage(StorageError),
}

impl From<StorageError> for InsertError {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl Command for Insert {
    type Output = i64;
    type Error = InsertError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<i64, InsertError> {
        for thing in &self.things {
            insert(tx, thing).await?;
        }
        match self.then {
            Then::Succeed => Ok(count(tx).await?),
            Then::Refuse => Err(InsertError::Refused),
            Then::Panic => panic!("on purpose"),
            Then::AwaitElsewhere => {
                tokio::task::yield_now().await;
                Ok(0)
            }
            Then::IgnoreConflict => {
                let _ = insert(tx, &self.things[0]).await;
                Ok(0)
            }
        }
    }
}

fn insert_one(number: u128) -> Insert {
    Insert { things: vec![thing(number)], then: Then::Succeed }
}

fn insert_then(number: u128, then: Then) -> Insert {
    Insert { things: vec![thing(number)], then }
}

/// Reads a thing.
struct Find(String);

impl Query for Find {
    type Output = Option<Thing>;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<Thing>, StorageError> {
        find(at, &self.0).await
    }
}

/// Counts the things, twice in one snapshot.
struct Count;

impl Query for Count {
    type Output = i64;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<i64, StorageError> {
        let first = count(at).await?;
        assert_eq!(first, count(at).await?);
        Ok(first)
    }

    fn cost(&self) -> crate::QueryCost {
        crate::QueryCost::Scan
    }
}

#[test]
fn statements_are_collected_under_their_names() {
    let names: Vec<_> = STATEMENTS.iter().map(ToString::to_string).collect();
    assert_eq!(names, ["tests.INSERT_THING", "tests.THING_BY_NAME", "tests.COUNT_THINGS"]);
    assert_eq!(INSERT_THING.cost, crate::Cost::Write);
}

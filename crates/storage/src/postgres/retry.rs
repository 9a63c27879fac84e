//! Running commands and queries, again when it was not their fault.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::PostgresStore;
use super::error::Trouble;
use crate::transaction::Engine;
use crate::{Command, Query, Snapshot, Transaction};

/// Each sees the newest committed rows; what must not change meanwhile is under the lock of the ledger's row.
/// SERIALIZABLE would make the commands of one organization fail each other.
const BEGIN_COMMAND: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
const BEGIN_QUERY: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// Tries altogether.
const TRIES: u32 = 5;

/// One try: the answer, or the answer if there shall be no other try.
enum Try<T> {
    Done(T),
    Again(T),
}

impl PostgresStore {
    pub(crate) async fn run<C: Command>(&self, command: &C) -> Result<C::Output, C::Error> {
        for tried in 1.. {
            match self.try_command(command).await {
                Try::Again(_) if tried < TRIES => self.pause(tried).await,
                Try::Done(result) | Try::Again(result) => return result,
            }
        }
        Err(crate::StorageError::Unavailable.into())
    }

    pub(crate) async fn read<Q: Query>(&self, query: &Q) -> Result<Q::Output, Q::Error> {
        for tried in 1.. {
            match self.try_query(query).await {
                Try::Again(_) if tried < TRIES => self.pause(tried).await,
                Try::Done(result) | Try::Again(result) => return result,
            }
        }
        Err(crate::StorageError::Unavailable.into())
    }

    async fn try_command<C: Command>(&self, command: &C) -> Try<Result<C::Output, C::Error>> {
        let mut session = match self.session(Some(BEGIN_COMMAND)).await {
            Ok(session) => session,
            Err(error) => return Try::Done(Err(error.into())),
        };
        self.0.shared.metrics.commands.fetch_add(1, Ordering::Relaxed);
        let mut tx = Transaction::new(Engine::Postgres(&mut session));
        let result = command.run(&mut tx).await;
        let result = match (result, tx.finish()) {
            (Ok(_), Some(hidden)) => Err(hidden.into()),
            (result, _) => result,
        };
        match result {
            Ok(output) => match session.commit().await {
                Ok(()) => Try::Done(Ok(output)),
                Err((error, Trouble::Final)) => Try::Done(Err(error.into())),
                Err((error, Trouble::Again | Trouble::Lost)) => Try::Again(Err(error.into())),
            },
            Err(error) => {
                session.end("ROLLBACK");
                verdict(session.trouble(), Err(error))
            }
        }
    }

    async fn try_query<Q: Query>(&self, query: &Q) -> Try<Result<Q::Output, Q::Error>> {
        let begin = if Q::SINGLE_STATEMENT { None } else { Some(BEGIN_QUERY) };
        let mut session = match self.session(begin).await {
            Ok(session) => session,
            Err(error) => return Try::Done(Err(error.into())),
        };
        let mut snapshot = Snapshot::new(Engine::Postgres(&mut session), Q::SINGLE_STATEMENT);
        let result = query.run(&mut snapshot).await;
        let result = match (result, snapshot.finish()) {
            (Ok(_), Some(hidden)) => Err(hidden.into()),
            (result, _) => result,
        };
        session.end("COMMIT");
        verdict(session.trouble(), result)
    }

    /// Waits a little longer each time, and never as long as another that failed at the same moment.
    async fn pause(&self, tried: u32) {
        self.0.shared.metrics.retries.fetch_add(1, Ordering::Relaxed);
        let millis = 5_u64 << tried.min(6);
        let jitter = RandomState::new().hash_one(tried) % millis;
        tokio::time::sleep(Duration::from_millis(millis / 2 + jitter)).await;
    }
}

fn verdict<T>(trouble: Option<Trouble>, result: T) -> Try<T> {
    match trouble {
        Some(Trouble::Again | Trouble::Lost) => Try::Again(result),
        Some(Trouble::Final) | None => Try::Done(result),
    }
}

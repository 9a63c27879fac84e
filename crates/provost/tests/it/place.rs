//! Where a test's installation lives.

use crate::server::{Organization, Server};
use crate::sql;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;
use testkit::app::Engine;
use testkit::postgres::TestDatabase;

/// The program under test.
pub(crate) const PROVOST: &str = env!("CARGO_BIN_EXE_provost");

/// A data directory, and a database that may be elsewhere. Both are gone when it is dropped.
pub(crate) struct Place {
    data: PathBuf,
    database: Option<String>,
    directory: TempDir,
    test_database: Option<TestDatabase>,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Place {
    /// An installation of its own on this engine; nothing is in it yet.
    pub(crate) fn new(engine: Engine) -> Self {
        let database = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(TestDatabase::empty().unwrap()),
        };
        let url = database.as_ref().map(|database| database.url().to_owned());
        Self { test_database: database, ..Self::with(url, None) }
    }

    /// An installation with this database, or in this data directory.
    pub(crate) fn with(database: Option<String>, data: Option<PathBuf>) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let data = data.unwrap_or_else(|| directory.path().join("data"));
        Self { data, database, directory, test_database: None }
    }

    /// The data directory.
    pub(crate) fn data(&self) -> &Path {
        &self.data
    }

    /// The address of a database that is elsewhere.
    pub(crate) fn database(&self) -> Option<&str> {
        self.database.as_deref()
    }

    /// A directory for whatever else the test writes.
    pub(crate) fn scratch(&self) -> &Path {
        self.directory.path()
    }

    /// The program with these words, not started yet.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        self.command_under(&[], words)
    }

    /// The program run by another one, such as strace.
    pub(crate) fn command_under(&self, runner: &[&str], words: &[&str]) -> Command {
        let mut all = runner.iter().chain(&[PROVOST]).chain(words);
        let mut command = Command::new(all.next().unwrap());
        command.args(all).stdin(Stdio::null()).env("PROVOST_DATA", &self.data).current_dir(self.scratch());
        if let Some(url) = &self.database {
            command.env("PROVOST_DATABASE", url);
        }
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, words: &[&str]) -> Ended {
        // Killed where it would go on: no command takes this long, and a server ends by a signal alone.
        let runner = ["timeout", "--signal=KILL", "30"];
        Ended::of(&self.command_under(&runner, words).output().unwrap())
    }

    /// Runs the program with these lines on stdin.
    pub(crate) fn run_with(&self, words: &[&str], lines: &str) -> Ended {
        let mut command = self.command_under(&["timeout", "--signal=KILL", "60"], words);
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // Who fails early reads none of it.
        let _ = child.stdin.take().unwrap().write_all(lines.as_bytes());
        Ended::of(&child.wait_with_output().unwrap())
    }

    /// Runs the program, which must succeed, and gives what it printed.
    #[track_caller]
    pub(crate) fn succeed(&self, words: &[&str]) -> String {
        let ended = self.run(words);
        assert_eq!(ended.code, Some(0), "{words:?}: {ended:?}");
        ended.stdout
    }

    /// Runs the program, which must fail, and gives what it complained.
    #[track_caller]
    pub(crate) fn fail(&self, words: &[&str]) -> String {
        let ended = self.run(words);
        assert_eq!(ended.code, Some(1), "{words:?}: {ended:?}");
        assert_eq!(ended.stdout, "", "complaints belong to stderr");
        ended.stderr
    }

    /// Starts a demo on free ports, without limits on rates, and waits until it is ready.
    pub(crate) fn demo(&self, more: &[&str]) -> Server {
        self.demo_with_limits(&[&["--rate-limits", "off"], more].concat())
    }

    /// The same with the limits that are usual.
    pub(crate) fn demo_with_limits(&self, more: &[&str]) -> Server {
        let words = ["demo", "--json", "--port", "0", "--scim-port", "0"];
        Server::demo(self.command(&[&words, more].concat()), self.scratch())
    }

    /// Starts `provost serve` on free ports, without limits on rates, and waits until it listens.
    pub(crate) fn serve(&self, more: &[&str]) -> Server {
        let words = ["serve", "--port", "0", "--scim-port", "0", "--management-port", "0", "--rate-limits", "off"];
        let server = Server::start(self.command(&[&words, more].concat()), self.scratch());
        server.listening();
        server
    }

    /// Makes an organization with SCIM while a server runs, as an operator would.
    pub(crate) fn make_organization(&self, server: &Server) -> Organization {
        let id = self.succeed(&["org", "create", "Acme"]).trim().to_owned();
        self.succeed(&["scim", "enable", &id]);
        let key = self.succeed(&["scim-key", "create", "--organization", &id]).trim().to_owned();
        Organization { url: format!("{}/v2/{id}", server.listening().scim), id, key }
    }

    /// Everything that is kept, as text: to look for what must not be. The files of `SQLite` and of the data directory
    /// as they are, and what `pg_dump` shows of `PostgreSQL`.
    pub(crate) fn stored_text(&self) -> String {
        let mut text = self.test_database.as_ref().map_or_else(String::new, |database| database.dump().unwrap());
        for entry in std::fs::read_dir(&self.data).unwrap() {
            text.push_str(&String::from_utf8_lossy(&std::fs::read(entry.unwrap().path()).unwrap_or_default()));
        }
        text
    }

    /// Runs SQL behind the program's back and gives the rows as text.
    pub(crate) fn sql(&self, statement: &str) -> Vec<Vec<String>> {
        match &self.database {
            Some(url) if url.starts_with("postgres") => sql::postgres(url, statement),
            _ => sql::sqlite(&self.data.join("provost.db"), statement),
        }
    }

    /// The single number that a statement gives.
    pub(crate) fn count(&self, statement: &str) -> i64 {
        self.sql(statement)[0][0].parse().unwrap()
    }
}

impl Ended {
    pub(crate) fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout.clone()).unwrap(),
            stderr: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }
}

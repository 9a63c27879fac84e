//! The program while it serves.

use crate::client::Client;
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// For what a healthy program does at once, on a machine that is busy with other tests.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A child process that is gone at the latest when the value is dropped.
pub(crate) struct Server {
    child: Child,
    /// The server itself, where the child is another program that runs it.
    process: u32,
    stdout: Option<BufReader<ChildStdout>>,
    log: PathBuf,
    /// What `demo --json` printed.
    pub(crate) announcement: Value,
}

/// An organization as `demo --json` announces it.
#[derive(Debug, Clone)]
pub(crate) struct Organization {
    pub(crate) id: String,
    pub(crate) url: String,
    pub(crate) key: String,
}

/// Where `provost serve` listens, as `http://ADDRESS` or `https://ADDRESS`.
#[derive(Debug)]
pub(crate) struct Listening {
    pub(crate) main: String,
    pub(crate) scim: String,
    pub(crate) management: String,
}

impl Server {
    /// Starts a program whose log goes into a file of this directory.
    pub(crate) fn start(mut command: Command, directory: &Path) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let log = directory.join(format!("log-{}", NEXT.fetch_add(1, Ordering::Relaxed)));
        let mut child = command.stdout(Stdio::piped()).stderr(File::create(&log).unwrap()).spawn().unwrap();
        let stdout = child.stdout.take().map(BufReader::new);
        Self { process: child.id(), child, stdout, log, announcement: Value::Null }
    }

    /// Starts a `demo --json` and waits for its line.
    pub(crate) fn demo(command: Command, directory: &Path) -> Self {
        let mut server = Self::start(command, directory);
        let line = server.line();
        server.announcement = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line:?}\n{}", server.log()));
        server
    }

    /// Tells that the server is the child of the child.
    pub(crate) fn is_grandchild(&mut self) {
        let children = format!("/proc/{0}/task/{0}/children", self.child.id());
        self.process = std::fs::read_to_string(children).unwrap().split_whitespace().next().unwrap().parse().unwrap();
    }

    /// The next line it prints.
    fn line(&mut self) -> String {
        let mut stdout = self.stdout.take().unwrap();
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            let mut line = String::new();
            let read = stdout.read_line(&mut line);
            let _ = sender.send((stdout, read.map(|_| line)));
        });
        let Ok((stdout, line)) = receiver.recv_timeout(PATIENCE) else { panic!("not ready:\n{}", self.log()) };
        self.stdout = Some(stdout);
        line.unwrap()
    }

    /// What it logged so far.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// Waits until a line of the log (JSON, as without a terminal) has this message, and gives the line.
    pub(crate) fn logged(&self, message: &str) -> Value {
        wait_for(message, || {
            let log = self.log();
            let entries = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
            entries.into_iter().find(|entry| entry["message"] == message)
        })
    }

    /// Where it listens, as `serve` logs it.
    pub(crate) fn listening(&self) -> Listening {
        let entry = self.logged("listening");
        let scheme = if entry["tls"] == true { "https" } else { "http" };
        let url = |scheme: &str, name: &str| format!("{scheme}://{}", entry[name].as_str().unwrap());
        Listening { main: url(scheme, "main"), scim: url(scheme, "scim"), management: url("http", "management") }
    }

    pub(crate) fn organizations(&self) -> Vec<Organization> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let one = |value: &Value| Organization {
            id: text(&value["id"]),
            url: text(&value["scimUrl"]),
            key: text(&value["scimKey"]),
        };
        self.announcement["organizations"].as_array().unwrap().iter().map(one).collect()
    }

    /// A client of the first organization.
    pub(crate) fn client(&self) -> Client {
        let first = &self.organizations()[0];
        Client::new(&first.url, &first.key)
    }

    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Ends it with a signal that it cannot see.
    pub(crate) fn kill(mut self) {
        self.kill_all();
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, name: &str) {
        let status = Command::new("kill").args(["-s", name, &self.process.to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// Asks it to end, and gives how it ended and what else it had printed.
    pub(crate) fn terminate(mut self) -> (ExitStatus, String) {
        self.signal("TERM");
        self.wait()
    }

    /// Waits until it has ended by itself.
    pub(crate) fn wait(&mut self) -> (ExitStatus, String) {
        let status = wait_for("the end of the program", || self.child.try_wait().unwrap());
        let mut rest = String::new();
        if let Some(mut stdout) = self.stdout.take() {
            stdout.read_to_string(&mut rest).unwrap();
        }
        (status, rest)
    }

    fn kill_all(&mut self) {
        if self.process != self.child.id() && self.is_running() {
            let _ = Command::new("kill").args(["-s", "KILL", &self.process.to_string()]).status();
        }
        // Gone already: as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill_all();
    }
}

/// Asks again and again until there is an answer.
#[track_caller]
pub(crate) fn wait_for<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < deadline, "waited {PATIENCE:?} in vain for {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

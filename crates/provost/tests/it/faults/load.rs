//! Clients that change members and groups all at once, and write down what they were told.

use super::book::{Book, Person};
use crate::client::Client;
use crate::server::{Organization, PATIENCE};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// A load that runs.
pub(crate) struct Load {
    workers: Vec<JoinHandle<Findings>>,
    shared: Arc<Shared>,
}

/// What the clients saw.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) book: Book,
    /// Requests that succeeded.
    pub(crate) acknowledged: usize,
    /// Requests that were answered with 503.
    pub(crate) unavailable: usize,
    /// Requests without so much as a status line.
    pub(crate) unanswered: usize,
    /// Answers that must not be, and acknowledged answers that were cut off.
    pub(crate) wrong: Vec<String>,
}

/// What clients do when a connection breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WhenBroken {
    /// The server is gone: stop.
    Stop,
    /// Connect again and go on.
    GoOn,
}

struct Shared {
    stop: AtomicBool,
    acknowledged: AtomicUsize,
}

impl Load {
    /// Starts so many clients. The names of what they make begin with `prefix`.
    pub(crate) fn start(organization: &Organization, clients: usize, prefix: &str, when_broken: WhenBroken) -> Self {
        let shared = Arc::new(Shared { stop: AtomicBool::new(false), acknowledged: AtomicUsize::new(0) });
        let start = |number: usize| {
            let mut client = Client::new(&organization.url, &organization.key);
            let (prefix, shared) = (format!("{prefix}-{number}"), Arc::clone(&shared));
            let group = json!({"displayName": prefix});
            let group = client.succeed("POST", "/Groups", Some(&group))["id"].as_str().unwrap().to_owned();
            let worker =
                Worker { client, prefix, group, first: number * 3, when_broken, shared, findings: Findings::default() };
            thread::spawn(move || worker.work())
        };
        Self { workers: (1..=clients).map(start).collect(), shared }
    }

    /// Waits until so many changes were acknowledged.
    #[track_caller]
    pub(crate) fn wait_for(&self, changes: usize) {
        let deadline = Instant::now() + PATIENCE;
        while self.shared.acknowledged.load(Ordering::Relaxed) < changes {
            assert!(Instant::now() < deadline, "{} changes", self.shared.acknowledged.load(Ordering::Relaxed));
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Waits until the load has made so many changes more than now.
    #[track_caller]
    pub(crate) fn wait_for_more(&self, changes: usize) {
        self.wait_for(self.shared.acknowledged.load(Ordering::Relaxed) + changes);
    }

    /// Ends it and collects what the clients saw. Nothing of it may be wrong.
    #[track_caller]
    pub(crate) fn end(self) -> Findings {
        self.shared.stop.store(true, Ordering::Relaxed);
        let mut all = Findings::default();
        for worker in self.workers {
            let findings = worker.join().unwrap();
            all.book.merge(findings.book);
            all.acknowledged += findings.acknowledged;
            all.unavailable += findings.unavailable;
            all.unanswered += findings.unanswered;
            all.wrong.extend(findings.wrong);
        }
        assert!(all.wrong.is_empty(), "{}", all.wrong.join("\n"));
        all
    }
}

struct Worker {
    client: Client,
    prefix: String,
    group: String,
    first: usize,
    when_broken: WhenBroken,
    shared: Arc<Shared>,
    findings: Findings,
}

/// The member's story can be told no further: its state is in doubt, or the load ends.
struct Over;

impl Worker {
    fn work(mut self) -> Findings {
        // The stories begin at different places, so that a short load has all of them.
        let mut number = self.first;
        while !self.shared.stop.load(Ordering::Relaxed) {
            number += 1;
            // The next member's story begins where this one's is over.
            let _ = self.tell(number);
        }
        self.findings
    }

    /// A member is made and then changed in one way or another.
    fn tell(&mut self, number: usize) -> Result<(), Over> {
        let name = format!("{}-{number}@example.com", self.prefix);
        let mut person = Person { title: Some("Made".to_owned()), active: true, in_group: false };
        let user = json!({"schemas": [USER], "userName": name, "title": "Made", "externalId": name});
        let made = self.change(&name, Some(&person), "POST", "/Users", Some(&user))?;
        let id = made["id"].as_str().unwrap().to_owned();
        let path = format!("/Users/{id}");
        if number.is_multiple_of(2) {
            person.in_group = true;
            self.change_group(&name, &person, &json!({"op": "add", "path": "members", "value": [{"value": id}]}))?;
        }
        if number.is_multiple_of(3) {
            person.title = Some("Changed".to_owned());
            let change = patch(&json!({"op": "replace", "path": "title", "value": "Changed"}));
            self.change(&name, Some(&person), "PATCH", &path, Some(&change))?;
        }
        if number.is_multiple_of(4) {
            person.in_group = false;
            let remove = json!({"op": "remove", "path": format!("members[value eq \"{id}\"]")});
            self.change_group(&name, &person, &remove)?;
        }
        if number.is_multiple_of(5) {
            person.active = false;
            let change = patch(&json!({"op": "replace", "value": {"active": false}}));
            self.change(&name, Some(&person), "PATCH", &path, Some(&change))?;
        }
        if number.is_multiple_of(10) {
            person.active = true;
            let change = patch(&json!({"op": "replace", "value": {"active": true}}));
            self.change(&name, Some(&person), "PATCH", &path, Some(&change))?;
        }
        if number.is_multiple_of(7) {
            self.change(&name, None, "DELETE", &path, None)?;
        }
        Ok(())
    }

    fn change_group(&mut self, name: &str, after: &Person, operation: &Value) -> Result<(), Over> {
        let path = format!("/Groups/{}", self.group);
        self.change(name, Some(after), "PATCH", &path, Some(&patch(operation))).map(drop)
    }

    /// One change of one member, and what is known of it afterwards.
    fn change(
        &mut self,
        name: &str,
        after: Option<&Person>,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Value, Over> {
        if self.shared.stop.load(Ordering::Relaxed) {
            return Err(Over);
        }
        let Ok(answer) = self.client.try_call(method, path, body) else {
            self.findings.unanswered += 1;
            self.findings.book.in_doubt(name, after.cloned());
            if self.when_broken == WhenBroken::Stop {
                self.shared.stop.store(true, Ordering::Relaxed);
            }
            return Err(Over);
        };
        match answer.status {
            200 | 201 | 204 => {
                self.findings.acknowledged += 1;
                self.shared.acknowledged.fetch_add(1, Ordering::Relaxed);
                self.findings.book.acknowledged(name, after.cloned());
                if answer.complete { Ok(answer.json()) } else { Err(Over) }
            }
            503 => {
                self.findings.unavailable += 1;
                self.findings.book.in_doubt(name, after.cloned());
                let seconds = answer.header("retry-after").and_then(|seconds| seconds.parse::<u64>().ok());
                if seconds.is_none_or(|seconds| seconds == 0) || answer.json()["status"] != "503" {
                    self.findings.wrong.push(format!("{method} {path}: {answer:?}"));
                }
                Err(Over)
            }
            _ => {
                self.findings.book.in_doubt(name, after.cloned());
                self.findings.wrong.push(format!("{method} {path}: {} {}", answer.status, answer.text()));
                Err(Over)
            }
        }
    }
}

fn patch(operation: &Value) -> Value {
    json!({"schemas": [PATCH], "Operations": [operation]})
}

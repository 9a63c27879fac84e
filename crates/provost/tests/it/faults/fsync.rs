//! No answer to a write leaves before its data are on the disk: the system calls tell the order.

use crate::client::Client;
use crate::place::Place;
use crate::server::Server;
use serde_json::json;
use std::collections::HashMap;
use std::path::Path;
use std::thread;
use testkit::app::Engine;

const CLIENTS: usize = 4;
const WRITES: usize = 25;

/// One line of strace: who, and what.
struct Call<'t> {
    thread: &'t str,
    text: &'t str,
}

/// What the calls say about each answer to a write.
#[derive(Debug, Default)]
struct Verdict {
    /// Answers that left after a flush of the log that had begun after the request had come.
    after_flush: usize,
    /// The others.
    too_early: Vec<String>,
}

fn calls(trace: &str) -> impl Iterator<Item = Call<'_>> {
    trace.lines().filter_map(|line| line.split_once(' ')).map(|(thread, text)| Call { thread, text: text.trim_start() })
}

/// The socket that a call is about. One socket carries one request at a time.
fn socket(text: &str) -> Option<&str> {
    let start = text.find("<TCP:[")?;
    let end = start + text[start..].find("]>")?;
    Some(&text[start..end])
}

fn judge(trace: &str) -> Verdict {
    let mut verdict = Verdict::default();
    // When each socket's request had come, and when the newest finished flush had begun: numbers of lines.
    let mut arrived: HashMap<&str, usize> = HashMap::new();
    let mut reading: HashMap<&str, &str> = HashMap::new();
    let mut flushing: HashMap<&str, usize> = HashMap::new();
    let mut flushed_since = 0;
    for (number, call) in calls(trace).enumerate() {
        let name = call.text.split('(').next().unwrap_or_default();
        let is_write = |text: &str| text.contains("\"POST ") || text.contains("\"PATCH ") || text.contains("\"DELETE ");
        match name {
            "fdatasync" | "fsync" if call.text.contains("provost.db-wal>") => {
                if call.text.ends_with("<unfinished ...>") {
                    flushing.insert(call.thread, number);
                } else if call.text.ends_with("= 0") {
                    flushed_since = flushed_since.max(number);
                }
            }
            "<... fdatasync resumed>" | "<... fsync resumed>" => {}
            "read" | "recvfrom" => {
                if let Some(socket) = socket(call.text) {
                    if call.text.ends_with("<unfinished ...>") {
                        reading.insert(call.thread, socket);
                    } else if is_write(call.text) {
                        arrived.insert(socket, number);
                    }
                }
            }
            "write" | "writev" | "sendto" | "sendmsg" => {
                let answered = call.text.contains("HTTP/1.1 2").then(|| socket(call.text)).flatten();
                if let Some(since) = answered.and_then(|socket| arrived.remove(socket)) {
                    if flushed_since > since {
                        verdict.after_flush += 1;
                    } else {
                        verdict.too_early.push(format!("line {}: {}", number + 1, call.text));
                    }
                }
            }
            // The second half of a call that another thread's calls interrupted.
            _ if call.text.starts_with("<... ") => {
                if (call.text.starts_with("<... fdatasync") || call.text.starts_with("<... fsync"))
                    && let Some(began) = flushing.remove(call.thread)
                    && call.text.ends_with("= 0")
                {
                    flushed_since = flushed_since.max(began);
                } else if let Some(socket) = reading.remove(call.thread)
                    && is_write(call.text)
                {
                    arrived.insert(socket, number);
                }
            }
            _ => {}
        }
    }
    verdict
}

/// Starts the server under strace, which numbers the system calls of all threads.
fn traced(place: &Place, trace: &Path) -> Server {
    let calls = "trace=fdatasync,fsync,read,recvfrom,write,writev,sendto,sendmsg";
    let strace = ["strace", "-f", "-yy", "-s", "32", "-e", calls, "-e", "signal=none", "-o", trace.to_str().unwrap()];
    let words = ["demo", "--json", "--port", "0", "--scim-port", "0", "--rate-limits", "off"];
    let mut server = Server::demo(place.command_under(&strace, &words), place.scratch());
    server.is_grandchild();
    server
}

fn write(client: &mut Client, number: usize) {
    let title = json!({"op": "replace", "path": "title", "value": "Changed"});
    let patch = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [title]});
    for turn in 0..WRITES {
        let user = json!({"userName": format!("strace-{number}-{turn}@example.com")});
        let made = client.succeed("POST", "/Users", Some(&user));
        let user = format!("/Users/{}", made["id"].as_str().unwrap());
        client.succeed("PATCH", &user, Some(&patch));
        client.succeed("GET", &user, None);
        client.succeed("DELETE", &user, None);
    }
}

#[test]
fn no_answer_leaves_before_its_data_are_on_the_disk() {
    let place = Place::new(Engine::Sqlite);
    let trace = place.scratch().join("strace");
    let server = traced(&place, &trace);
    thread::scope(|scope| {
        for number in 0..CLIENTS {
            let mut client = server.client();
            scope.spawn(move || write(&mut client, number));
        }
    });
    server.terminate();
    let verdict = judge(&std::fs::read_to_string(&trace).unwrap());
    assert!(verdict.too_early.is_empty(), "{}", verdict.too_early.join("\n"));
    assert_eq!(verdict.after_flush, CLIENTS * WRITES * 3, "each answer is in the trace");
}

#[test]
fn an_answer_before_the_flush_would_be_noticed() {
    let early = r#"7 recvfrom(9<TCP:[1.1.1.1:1->2.2.2.2:2]>, "POST /v2", 99, 0, NULL, NULL) = 8
8 fdatasync(5</data/provost.db-wal> <unfinished ...>
7 sendto(9<TCP:[1.1.1.1:1->2.2.2.2:2]>, "HTTP/1.1 201 C", 14, 0, NULL, 0) = 14
8 <... fdatasync resumed>)      = 0
"#;
    assert_eq!(judge(early).too_early.len(), 1);
    let stale = r#"8 fdatasync(5</data/provost.db-wal> <unfinished ...>
7 recvfrom(9<TCP:[1.1.1.1:1->2.2.2.2:2]>, "POST /v2", 99, 0, NULL, NULL) = 8
8 <... fdatasync resumed>)      = 0
7 sendto(9<TCP:[1.1.1.1:1->2.2.2.2:2]>, "HTTP/1.1 201 C", 14, 0, NULL, 0) = 14
"#;
    assert_eq!(judge(stale).too_early.len(), 1, "the flush had begun before the request came");
    let good = r#"7 recvfrom(9<TCP:[1.1.1.1:1->2.2.2.2:2]>,  <unfinished ...>
7 <... recvfrom resumed>"POST /v2", 99, 0, NULL, NULL) = 8
8 fdatasync(5</data/provost.db-wal> <unfinished ...>
8 <... fdatasync resumed>)      = 0
7 sendto(9<TCP:[1.1.1.1:1->2.2.2.2:2]>, "HTTP/1.1 201 C", 14, 0, NULL, 0) = 14
"#;
    assert_eq!(judge(good).after_flush, 1);
}

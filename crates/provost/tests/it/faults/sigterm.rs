//! SIGTERM: what was begun is finished, nothing new is taken.

use super::load::{Load, WhenBroken};
use super::wholeness;
use crate::place::Place;
use crate::server::wait_for;
use serde_json::json;
use std::net::TcpStream;
use std::thread;
use std::time::Duration;
use testkit::app::Engine;

fn drains(engine: Engine) {
    let place = Place::new(engine);
    let mut server = place.demo(&[]);
    let load = Load::start(&server.organizations()[0], 8, "drain", WhenBroken::Stop);
    load.wait_for(100);
    // A request of which the server has seen the first half.
    let mut slow = server.client();
    let request = slow.request("POST", "/Users", Some(&json!({"userName": "slow@example.com"})));
    let (first, second) = request.split_at(request.len() - 10);
    slow.send(first).unwrap();
    thread::sleep(Duration::from_millis(100));
    server.signal("TERM");
    let address = slow.address();
    wait_for("connections being refused", || TcpStream::connect(address).is_err().then_some(()));
    assert!(server.is_running(), "it waits for the slow request");
    thread::sleep(Duration::from_millis(300));
    slow.send(second).unwrap();
    let answer = slow.receive().unwrap();
    assert_eq!((answer.status, answer.complete), (201, true), "{answer:?}");
    let (status, rest) = server.wait();
    assert!(status.success() && rest.is_empty(), "{status} {rest}");
    let mut book = load.end().book;
    book.acknowledged("slow@example.com", Some(super::book::Person { title: None, active: true, in_group: false }));
    // What got no answer was not begun: it must not have happened, whatever a killed server would be allowed.
    book.unanswered_did_not_happen();
    let server = place.demo(&[]);
    book.check(&mut server.client());
    wholeness::check(&place);
}

#[test]
fn sigterm_finishes_what_was_begun_on_sqlite() {
    drains(Engine::Sqlite);
}

#[test]
fn sigterm_finishes_what_was_begun_on_postgresql() {
    drains(Engine::Postgres);
}

#[test]
fn sigterm_ends_an_idle_server_at_once() {
    let place = Place::new(Engine::Sqlite);
    let server = place.demo(&[]);
    let mut idle = server.client();
    idle.call("GET", "/Users", None);
    let started = std::time::Instant::now();
    let (status, _) = server.terminate();
    assert!(status.success(), "{status}");
    assert!(
        started.elapsed() < Duration::from_secs(10),
        "idle connections are not waited for: {:?}",
        started.elapsed()
    );
}

#[test]
fn a_server_can_be_stopped_as_soon_as_it_says_that_it_is_ready() {
    let place = Place::new(Engine::Sqlite);
    for _ in 0..10 {
        let (status, _) = place.demo(&[]).terminate();
        assert!(status.success(), "{status}");
        assert!(!place.data().join("provost.db-wal").exists(), "the database is closed");
    }
}

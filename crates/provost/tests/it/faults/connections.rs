//! A thousand clients that hold a connection and do nothing with it.

use crate::place::Place;
use serde_json::json;
use std::time::{Duration, Instant};
use testkit::app::Engine;

/// As many as this process may open beside its other files, at most a thousand.
fn connections() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let files = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    files.split_whitespace().nth(3).unwrap().parse().map_or(1000, |soft: usize| 1000.min(soft - 100))
}

#[test]
fn a_thousand_idle_and_slow_connections_do_not_keep_others_out() {
    let place = Place::new(Engine::Sqlite);
    let server = place.demo(&[]);
    let mut client = server.client();
    let request = client.request("POST", "/Users", Some(&json!({"userName": "never@example.com"})));
    let mut held = Vec::new();
    for number in 0..connections() {
        let mut holder = client.another();
        match number % 3 {
            0 => drop(holder.connect().unwrap()),
            1 => holder.send(&request[..20]).unwrap(),
            _ => holder.send(&request[..request.len() - 1]).unwrap(),
        }
        held.push(holder);
    }
    let mut slowest = Duration::ZERO;
    for number in 0..50 {
        let started = Instant::now();
        client.succeed("POST", "/Users", Some(&json!({"userName": format!("normal-{number}@example.com")})));
        assert_eq!(client.another().call("GET", "/Users?count=1", None).status, 200, "also on a new connection");
        slowest = slowest.max(started.elapsed());
    }
    // Far above what it takes, far below what a server that serves one after another would need.
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
    drop(held);
    assert_eq!(client.everybody().len(), 51, "half a request is none");
}

#[test]
fn one_address_cannot_take_all_connections() {
    let place = Place::new(Engine::Sqlite);
    let most = connections();
    if most < 1000 {
        return testkit::skipped("connections of one address: this process may not open a thousand files");
    }
    let server = place.demo_with_limits(&[]);
    let client = server.client();
    let mut held = Vec::new();
    for _ in 0..1000 {
        let mut holder = client.another();
        holder.connect().unwrap();
        held.push(holder);
    }
    assert!(client.another().try_call("GET", "/Users", None).is_err(), "the one too many is turned away");
    assert_eq!(held[0].call("GET", "/Users", None).status, 200, "who is in stays in");
    held.truncate(900);
    crate::server::wait_for("room", || client.another().try_call("GET", "/Users", None).ok());
}

//! Clients that stop in the middle are not waited for longer than they were promised.

use crate::client::Client;
use crate::place::Place;
use serde_json::json;
use std::io::Read as _;
use std::thread;
use std::time::{Duration, Instant};
use testkit::app::Engine;

/// Sends bytes and waits until the server closes: what it answered, and how long that took.
fn stops_after(client: &Client, bytes: &[u8]) -> (String, f64) {
    let mut client = client.another();
    client.send(bytes).unwrap();
    let started = Instant::now();
    let mut answer = String::new();
    let connection = client.connect().unwrap().get_mut();
    connection.socket().set_read_timeout(Some(Duration::from_secs(50))).unwrap();
    connection.read_to_string(&mut answer).unwrap();
    (answer, started.elapsed().as_secs_f64())
}

#[test]
fn a_head_has_ten_seconds_and_a_body_twenty_without_a_byte() {
    let place = Place::new(Engine::Sqlite);
    let server = place.demo(&[]);
    let client = server.client();
    let request = client.request("POST", "/Users", Some(&json!({"userName": "slow@example.com"})));
    let (in_the_head, in_the_body) = (&request[..30], &request[..request.len() - 5]);
    thread::scope(|scope| {
        let silent = scope.spawn(|| stops_after(&client, b""));
        let head = scope.spawn(|| stops_after(&client, in_the_head));
        let body = scope.spawn(|| stops_after(&client, in_the_body));
        let steady = scope.spawn(|| {
            // A byte now and then keeps a body alive for longer than the limit between two bytes.
            let mut client = client.another();
            client.send(in_the_body).unwrap();
            for byte in &request[request.len() - 5..] {
                thread::sleep(Duration::from_millis(4_500));
                client.send(&[*byte]).unwrap();
            }
            client.receive().unwrap()
        });
        let (answer, seconds) = silent.join().unwrap();
        assert!(answer.is_empty() && (8.0..14.0).contains(&seconds), "{seconds} s, {answer}");
        let (answer, seconds) = head.join().unwrap();
        assert!(
            (answer.is_empty() || answer.starts_with("HTTP/1.1 408")) && (8.0..14.0).contains(&seconds),
            "{seconds} s, {answer}"
        );
        let (answer, seconds) = body.join().unwrap();
        assert!(answer.starts_with("HTTP/1.1 408") && (18.0..26.0).contains(&seconds), "{seconds} s, {answer}");
        assert!(answer.contains(r#""status":"408""#), "in SCIM form: {answer}");
        assert_eq!(steady.join().unwrap().status, 201);
    });
    let users: Vec<_> = server.client().everybody();
    assert_eq!(users.len(), 2, "the steady one alone");
}

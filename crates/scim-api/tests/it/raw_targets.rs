//! Look-ups whose target is not encoded as RFC 3986 has it: raw quotes, and names beyond ASCII.

use crate::calls::{id, post, user};
use crate::support::start;
use application::ListTrace;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::app::{App, Engine};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Sends a request without a body, byte for byte; the head and the body of the answer.
async fn ask(app: &App, stream: &mut TcpStream, target: &str) -> (String, Value) {
    let (host, key) = (app.origin.trim_start_matches("http://"), app.key.reveal());
    let head = format!("GET {target} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {key}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    loop {
        let reading = tokio::time::timeout(Duration::from_secs(10), stream.read_buf(&mut answer));
        assert!(reading.await.unwrap().unwrap() > 0, "closed after {}", String::from_utf8_lossy(&answer));
        let text = String::from_utf8_lossy(&answer);
        if let Some((head, body)) = text.split_once("\r\n\r\n")
            && let Ok(body) = serde_json::from_str(body)
        {
            return (head.to_owned(), body);
        }
    }
}

#[tokio::test]
async fn a_look_up_with_raw_quotes_finds_its_user_and_is_in_the_trace() {
    let app = start(Engine::Sqlite).await;
    let dora = user(&app, "dora").await;
    let climber =
        id(&post(&app, "/Users", json!({"userName": "gipfel@acme.example", "externalId": "Gipfelst\u{fc}rmer"})).await);
    let mut stream = TcpStream::connect(app.origin.trim_start_matches("http://")).await.unwrap();
    for (raw, encoded, filter, found) in [
        (
            "userName+eq+\"DORA@acme.example\"",
            "userName+eq+%22DORA@acme.example%22",
            "userName eq \"DORA@acme.example\"",
            &dora,
        ),
        (
            "externalId+eq+\"Gipfelst\u{fc}rmer\"&startIndex=1",
            "externalId+eq+%22Gipfelst%C3%BCrmer%22&startIndex=1",
            "externalId eq \"Gipfelst\u{fc}rmer\"",
            &climber,
        ),
    ] {
        app.clock.advance(Duration::from_millis(1));
        let path = format!("/v2/{}/Users?filter=", app.organization.id);
        let (head, list) = ask(&app, &mut stream, &format!("{path}{raw}")).await;
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
        assert_eq!(list["totalResults"], 1);
        assert_eq!(list["Resources"][0]["id"], **found);
        assert_eq!(ask(&app, &mut stream, &format!("{path}{encoded}")).await.1, list);
        app.application.trace().flush().await;
        let list = ListTrace { organization_id: app.organization.id, member_id: None, failed: false, limit: 2 };
        let entries = app.application.read_trace(&list).await.unwrap();
        assert_eq!(entries.len(), 2);
        for entry in entries {
            assert_eq!(entry.target, format!("{path}{encoded}"));
            assert_eq!(entry.rule, Some(format!("filter {filter}: 1 found")));
            assert_eq!(entry.member_id.map(|id| id.to_string()).as_ref(), Some(found));
        }
    }
}

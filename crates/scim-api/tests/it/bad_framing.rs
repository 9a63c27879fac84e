//! Requests that are too large, endless, or framed in two ways.

use crate::bad_input::send;
use crate::calls::{
    both_engines, call, call_as, check_form, expect, expect_error, group, newest_event, operations_body, put, user,
};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::app::App;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const MEGABYTE: usize = 1024 * 1024;

/// A user or group of about this many bytes.
fn large(resource: &str, bytes: usize) -> Vec<u8> {
    let name = if resource == "Users" { "userName" } else { "displayName" };
    json!({name: "large@acme.example", "title": "x".repeat(bytes)}).to_string().into_bytes()
}

#[tokio::test]
async fn a_user_above_one_megabyte_and_a_group_above_thirty_two_are_too_large() {
    for app in &both_engines().await {
        let (user, group) = (user(app, "dora").await, group(app, "Climbers", &[]).await);
        for (method, path, limit) in [
            ("POST", "/Users".to_owned(), MEGABYTE),
            ("PUT", format!("/Users/{user}"), MEGABYTE),
            ("PATCH", format!("/Users/{user}"), MEGABYTE),
            ("POST", "/Users/.search".to_owned(), MEGABYTE),
            ("POST", "/Groups".to_owned(), 32 * MEGABYTE),
            ("PATCH", format!("/Groups/{group}"), 32 * MEGABYTE),
            ("POST", "/Bulk".to_owned(), 32 * MEGABYTE),
        ] {
            let resource = if path.starts_with("/Users") { "Users" } else { "Groups" };
            let answer = send(app, method, &path, Some("application/json"), &large(resource, limit)).await;
            expect_error(&answer, 413, None, &format!("{method} {path}"));
        }
        let fits = large("Users", MEGABYTE - 100);
        assert_eq!(send(app, "POST", "/Users", Some("application/json"), &fits).await.status, 201);
    }
}

/// Sends a chunked body without end until the server answers; how much it took, and its answer.
async fn pour(app: &App, path: &str) -> (usize, String) {
    let (host, key) = (app.origin.trim_start_matches("http://"), app.key.reveal());
    let (mut reader, mut writer) = TcpStream::connect(host).await.unwrap().into_split();
    let head = format!(
        "POST /v2/{}{path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {key}\r\ncontent-type: application/json\r\n\
         transfer-encoding: chunked\r\n\r\n10000\r\n{{\"userName\": \"{}\r\n",
        app.organization.id,
        "x".repeat(65536 - 14)
    );
    writer.write_all(head.as_bytes()).await.unwrap();
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(65536));
    let mut answer = Vec::new();
    let mut sent = 0;
    let reading = async {
        let mut buffer = [0; 4096];
        while !answer.windows(4).any(|window| window == b"\r\n\r\n") {
            let read = reader.read(&mut buffer).await.unwrap();
            assert!(read > 0, "closed without an answer");
            answer.extend_from_slice(&buffer[..read]);
        }
    };
    let writing = async {
        while sent < 50 * MEGABYTE {
            if writer.write_all(chunk.as_bytes()).await.is_err() {
                break;
            }
            sent += 65536;
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = reading => {}
        () = writing => {}
        () = tokio::time::sleep(Duration::from_secs(20)) => panic!("no answer after {sent} bytes"),
    }
    (sent, String::from_utf8_lossy(&answer).into_owned())
}

#[tokio::test]
async fn fifty_megabytes_are_refused_at_the_limit_without_being_taken() {
    for app in &both_engines().await {
        // What lies in the buffers of the two sockets is sent as well, though nobody reads it.
        for (path, limit) in [("/Users", MEGABYTE), ("/Groups", 32 * MEGABYTE), ("/Bulk", 32 * MEGABYTE)] {
            let (sent, answer) = pour(app, path).await;
            assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
            assert!(sent < limit + 12 * MEGABYTE, "{path}: took {sent} bytes");
        }
        // An announced length is refused before anything is sent.
        let host = app.origin.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).await.unwrap();
        let head = format!(
            "POST /v2/{}/Users HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
             content-length: 52428800\r\n\r\n",
            app.organization.id,
            app.key.reveal()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut start = [0; 12];
        tokio::time::timeout(Duration::from_secs(10), stream.read_exact(&mut start)).await.unwrap().unwrap();
        assert_eq!(&start, b"HTTP/1.1 413");
    }
}

#[tokio::test]
async fn a_request_hidden_behind_two_lengths_is_never_run() {
    for app in &both_engines().await {
        let (host, organization, key) =
            (app.origin.trim_start_matches("http://"), app.organization.id, app.key.reveal());
        let before = newest_event(app, organization).await;
        let request = |name: &str, lengths: &str, body: &str| {
            format!(
                "POST /v2/{organization}/{name} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {key}\r\n\
                 content-type: application/json\r\n{lengths}\r\n{body}"
            )
        };
        let hidden_body = r#"{"userName": "hidden@acme.example"}"#;
        let hidden = request("Users", &format!("content-length: {}\r\n", hidden_body.len()), hidden_body);
        let visible = r#"{"userName": "visible@acme.example"}"#;
        let chunked = format!("{:x}\r\n{visible}\r\n0\r\n\r\n", visible.len());
        let length = format!("content-length: {}\r\n", chunked.len() + hidden.len());
        let short = format!("content-length: {}\r\n", chunked.len());
        let chunked_line = "transfer-encoding: chunked\r\n";
        for lengths in [
            format!("{length}{chunked_line}"),
            format!("{chunked_line}{length}"),
            format!("{short}{chunked_line}"),
            format!("{chunked_line}{short}"),
            "transfer-encoding: gzip, chunked\r\n".to_owned(),
            format!("Transfer-Encoding: identity\r\n{short}"),
            format!("content-length: 3\r\n{short}"),
        ] {
            let mut stream = TcpStream::connect(host).await.unwrap();
            let sent = request("Users", &lengths, &format!("{chunked}{hidden}"));
            stream.write_all(sent.as_bytes()).await.unwrap();
            let mut answer = Vec::new();
            // A reset is a close, too.
            let _reset = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut answer))
                .await
                .expect("not closed");
            let answer = String::from_utf8_lossy(&answer).into_owned();
            assert!(answer.starts_with("HTTP/1.1 400"), "{lengths}: {answer}");
            assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{lengths}: {answer}");
        }
        assert_eq!(newest_event(app, organization).await, before, "a request with two lengths was run");
    }
}

#[tokio::test]
async fn one_header_that_lacks_or_is_there_twice_is_told() {
    for app in &both_engines().await {
        let target = app.target().unwrap();
        let twice = [("Authorization", "Bearer x")];
        let answer = call_as(&target, "GET", "/Users", &twice, None).await;
        expect_error(&answer, 401, None, "two Authorization headers");
        let answer = target.send("GET", "/Users", &[], None).await.unwrap();
        check_form(&answer, "no Authorization");
        expect_error(&answer, 401, None, "no Authorization");
        let answer =
            call_as(&target, "POST", "/Users", &[("Content-Type", "application/json")], Some(&json!({}))).await;
        expect_error(&answer, 415, None, "two Content-Type headers");
    }
}

#[tokio::test]
async fn a_group_that_lists_a_hundred_thousand_strangers_is_taken() {
    for app in &both_engines().await {
        let group = group(app, "Climbers", &[]).await;
        let members: Vec<Value> =
            (0..100_000).map(|number| json!({"value": uuid::Uuid::from_u128(number).to_string()})).collect();
        put(app, &format!("/Groups/{group}"), json!({"displayName": "Climbers", "members": members})).await;
        let nested = format!("/Groups/{group}?excludedAttributes=members");
        expect(
            &call(
                app,
                "PATCH",
                &nested,
                Some(&operations_body(&json!([{"op": "add", "path": "members", "value": members}]))),
            )
            .await,
            200,
        );
    }
}

//! Bodies that take their time: what happens meanwhile counts.

use crate::calls::both_engines;
use application::{ListScimKeys, ListTrace, RevokeScimKey};
use std::time::Duration;
use testkit::app::App;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A POST of a user whose body is sent but for its last byte.
async fn begin(app: &App) -> TcpStream {
    let (host, key) = (app.origin.trim_start_matches("http://"), app.key.reveal());
    let body = r#"{"userName":"slow@acme.example"}"#;
    let head = format!(
        "POST /v2/{}/Users HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {key}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{}",
        app.organization.id,
        body.len(),
        body.strip_suffix('}').unwrap()
    );
    let mut stream = TcpStream::connect(host).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

/// Waits until the key was seen: the head of a request that is on its way has been read.
async fn wait_for_head(app: &App) {
    let mut was_read = false;
    for _ in 0..500 {
        app.application.write_key_uses().await;
        let keys = app.application.read(&ListScimKeys(app.organization.id)).await.unwrap();
        was_read = keys.iter().any(|key| key.last_used_at.is_some());
        if was_read {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(was_read, "the head never arrived");
}

#[tokio::test]
async fn a_key_that_ends_while_the_body_comes_opens_nothing() {
    for app in &both_engines().await {
        let mut stream = begin(app).await;
        wait_for_head(app).await;
        for key in app.application.read(&ListScimKeys(app.organization.id)).await.unwrap() {
            let (call, organization_id) = (app.application.system_call(), app.organization.id);
            app.application.run(RevokeScimKey { call, organization_id, id: key.id }).await.unwrap();
        }
        stream.write_all(b"}").await.unwrap();
        let mut answer = vec![0; 4096];
        let read = stream.read(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer[..read]).into_owned();
        assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    }
}

#[tokio::test]
async fn a_call_whose_client_goes_away_is_kept_in_the_trace() {
    for app in &both_engines().await {
        let stream = begin(app).await;
        wait_for_head(app).await;
        drop(stream);
        let list = ListTrace { organization_id: app.organization.id, member_id: None, failed: true, limit: 10 };
        let mut kept = Vec::new();
        for _ in 0..500 {
            app.application.trace().flush().await;
            kept = app.application.read_trace(&list).await.unwrap();
            if !kept.is_empty() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let statuses: Vec<u16> = kept.iter().map(|entry| entry.status).collect();
        // Either the handler saw the body end early, or it was gone before it could.
        assert!(matches!(statuses.as_slice(), [400 | 499]), "{statuses:?}");
    }
}

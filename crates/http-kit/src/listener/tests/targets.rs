//! Targets with raw quotes and their like, and everything that only looks like one.

use super::*;

const RAW: &[u8] = b"GET /echo?filter=userName+eq+\"<d\\^`{|}>\xc3\xbc\" HTTP/1.1\r\nhost: h\r\n\r\n";
const ECHOED: &str = "</echo?filter=userName+eq+%22%3Cd%5C%5E%60%7B%7C%7D%3E%C3%BC%22>";
const PLAIN: &str = "GET / HTTP/1.1\r\nhost: h\r\n\r\n";

fn post(path: &str, body: &str) -> String {
    let length = body.len();
    format!("POST {path} HTTP/1.1\r\nhost: h\r\ncontent-length: {length}\r\n\r\n{body}")
}

fn chunked(path: &str, body: &str) -> String {
    let length = body.len();
    format!("POST {path} HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n{length:x}\r\n{body}\r\n0\r\n\r\n")
}

async fn send(stream: &mut TcpStream, bytes: &[u8]) {
    stream.write_all(bytes).await.unwrap();
}

async fn pause() {
    tokio::time::sleep(Duration::from_millis(2)).await;
}

async fn ask(stream: &mut TcpStream, bytes: &[u8], answer: &str) {
    send(stream, bytes).await;
    read_until(stream, answer).await;
}

async fn start() -> (TestServer, TcpStream) {
    let server = TestServer::start(ListenerOptions::default()).await;
    let stream = server.connect().await;
    stream.set_nodelay(true).unwrap();
    (server, stream)
}

#[tokio::test]
async fn a_raw_target_is_answered_like_an_encoded_one_on_every_request_of_a_connection() {
    let (_server, mut stream) = start().await;
    for _ in 0..3 {
        ask(&mut stream, RAW, ECHOED).await;
    }
    let encoded = format!("GET {} HTTP/1.1\r\nhost: h\r\n\r\n", ECHOED.trim_matches(['<', '>']));
    ask(&mut stream, encoded.as_bytes(), ECHOED).await;
    ask(&mut stream, RAW, ECHOED).await;
    // A long one: what is encoded does not fit where the raw bytes were read to.
    let long = "\"".repeat(10_000);
    let request = format!("GET /echo?{long} HTTP/1.1\nhost: h\n\n");
    ask(&mut stream, request.as_bytes(), &format!("</echo?{}>", long.replace('"', "%22"))).await;
    ask(&mut stream, RAW, ECHOED).await;
}

#[tokio::test]
async fn a_raw_target_may_come_in_pieces() {
    for size in [1, 2, 3, 7, 24, 33] {
        let (_server, mut stream) = start().await;
        for _ in 0..2 {
            for piece in RAW.chunks(size) {
                send(&mut stream, piece).await;
                pause().await;
            }
            read_until(&mut stream, ECHOED).await;
        }
    }
}

#[tokio::test]
async fn a_raw_target_is_encoded_after_a_body_of_either_framing_read_or_not() {
    let bodies = ["{}", "GET /\" HTTP/1.1\r\n\r\n", "\n\n"];
    for body in bodies {
        for request in [post("/echo", body), chunked("/echo", body)] {
            let (_server, mut stream) = start().await;
            for _ in 0..2 {
                ask(&mut stream, request.as_bytes(), body).await;
                ask(&mut stream, RAW, ECHOED).await;
            }
        }
        let (_server, mut stream) = start().await;
        ask(&mut stream, post("/unread", body).as_bytes(), "unread").await;
        ask(&mut stream, RAW, ECHOED).await;
        ask(&mut stream, post("/echo", body).as_bytes(), body).await;
        ask(&mut stream, RAW, ECHOED).await;
    }
}

#[tokio::test]
async fn no_byte_of_a_body_changes_however_it_is_cut() {
    let body = "\n\nGET /\"<\u{fc}> HTTP/1.1\r\nhost: h\r\n\r\nGET /\"{} HTTP/1.1\r\n\r\n\r\n\r\nPOST /\" HTTP/1.1\r\n";
    let end = "end-of-it";
    let body = format!("{body}{end}");
    for request in [post("/echo", &body), chunked("/echo", &body)] {
        let starts = request.match_indices("GET /\"").chain(request.match_indices("POST /\""));
        for (cut, _) in starts {
            let (server, mut stream) = start().await;
            // The first on its connection, and after another one.
            for _ in 0..2 {
                send(&mut stream, &request.as_bytes()[..cut]).await;
                pause().await;
                send(&mut stream, &request.as_bytes()[cut..]).await;
                let answer = read_until(&mut stream, end).await;
                assert!(answer.ends_with(&format!("\r\n\r\n{body}")), "{answer}");
            }
            assert_eq!(server.handled(), 2);
        }
        let (_server, mut stream) = start().await;
        for byte in request.as_bytes() {
            send(&mut stream, &[*byte]).await;
            tokio::task::yield_now().await;
        }
        assert!(read_until(&mut stream, end).await.ends_with(&format!("\r\n\r\n{body}")));
    }
}

#[tokio::test]
async fn a_pipelined_raw_target_is_refused_as_it_is_and_the_body_before_it_stays_whole() {
    let body = "{\"GET /\\\" HTTP/1.1\": 1}";
    for request in [post("/echo", body), chunked("/echo", body)] {
        let (server, mut stream) = start().await;
        send(&mut stream, &[request.as_bytes(), RAW].concat()).await;
        let answer = read_to_close(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains(body), "{answer}");
        assert!(answer.contains("HTTP/1.1 400 "), "{answer}");
        assert_eq!(server.handled(), 1);
    }
}

#[tokio::test]
async fn after_pipelined_requests_a_connection_comes_to_itself() {
    let (server, mut stream) = start().await;
    for earlier in [PLAIN.to_owned(), post("/echo", "{}"), chunked("/echo", "{}")] {
        let last = "GET /hidden HTTP/1.1\r\nhost: h\r\n\r\n";
        ask(&mut stream, format!("{earlier}{earlier}{last}").as_bytes(), "\r\n\r\nhidden").await;
        ask(&mut stream, RAW, ECHOED).await;
    }
    assert_eq!(server.handled(), 12);
}

#[tokio::test]
async fn a_pipelined_head_keeps_its_fields_however_it_is_cut() {
    // The second head is known only as bytes after the first one, and its field must not be taken for a head.
    let (server, mut stream) = start().await;
    send(&mut stream, format!("{PLAIN}GET /echo HTTP/1.1\r\nhost: ").as_bytes()).await;
    read_until(&mut stream, "root").await;
    send(&mut stream, b"GET /\" HTTP/1.1\r\n\r\n").await;
    read_until(&mut stream, "HTTP/1.1 400 ").await;
    assert_eq!(server.handled(), 1);
}

#[tokio::test]
async fn blanks_and_controls_in_a_target_are_refused_as_before() {
    for target in ["/echo?\" \"", "/echo?\"\t", "/echo?\"\0", "/echo?\"\x7f", "/echo?\"\r", "/echo?\"\n", "\"", "/ \""]
    {
        let (server, mut stream) = start().await;
        send(&mut stream, format!("GET {target} HTTP/1.1\r\nhost: h\r\n\r\n").as_bytes()).await;
        let answer = read_to_close(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{target:?}: {answer}");
        assert_eq!(server.handled(), 0, "{target:?}");
    }
}

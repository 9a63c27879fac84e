//! JSON request bodies: at most so many bytes, and each fault told apart.

use axum::body::Body;
use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use http_body::Body as _;
use http_body_util::BodyExt as _;
use serde_json::Value;

use crate::incoming_body::BodyStalled;
pub use crate::json_value::{MAX_DEPTH, MAX_VALUES, parse_json};

/// A place in the text, both counted from 1, the column in bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The byte within the line.
    pub column: usize,
}

impl Position {
    pub(crate) fn of_error(error: &serde_json::Error) -> Self {
        Self { line: error.line(), column: error.column() }
    }

    pub(crate) fn of_offset(bytes: &[u8], offset: usize) -> Self {
        let before = bytes.get(..offset).unwrap_or(bytes);
        let line = memchr::memchr_iter(b'\n', before).count() + 1;
        let line_start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
        Self { line, column: before.len() - line_start + 1 }
    }
}

impl std::fmt::Display for Position {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "line {}, column {}", self.line, self.column)
    }
}

/// Why a body is not taken. The display is for the client: plain words, nothing secret.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum JsonError {
    /// Larger than the route takes.
    #[error("the body is larger than {cap} bytes")]
    TooLarge {
        /// The most bytes taken.
        cap: usize,
    },
    /// Not a JSON content type, none, or several.
    #[error("the Content-Type must be application/json or end in +json")]
    UnsupportedMediaType,
    /// Compressed: the small body of a bomb is not worth the risk.
    #[error("the body must be sent without Content-Encoding")]
    UnsupportedContentEncoding,
    /// Nothing but blanks.
    #[error("the body is empty; a JSON object is needed")]
    Empty,
    /// The client stopped sending.
    #[error("the body stopped coming before its end")]
    Stalled,
    /// The client or the network broke the body off.
    #[error("the body ended early or is badly framed")]
    Incomplete,
    /// RFC 8259 §8.1.
    #[error("the body is not valid UTF-8 at {0}")]
    InvalidUtf8(Position),
    /// Not JSON.
    #[error("the body is not JSON: {problem} at {position}")]
    Syntax {
        /// What was expected or found.
        problem: String,
        /// Where.
        position: Position,
    },
    /// More after the value.
    #[error("the body goes on after the end of its JSON value at {0}")]
    Trailing(Position),
    /// U+0000 in a string or a key.
    #[error("a string in the body contains the character U+0000, which cannot be stored, at {0}")]
    Nul(Position),
    /// Which of two equal keys counts is anybody's guess (RFC 8259 §4).
    #[error("the key {key:?} appears twice in one object, the second time at {position}")]
    DuplicateKey {
        /// The key.
        key: String,
        /// Where it appears again.
        position: Position,
    },
    /// More than [`MAX_DEPTH`] levels.
    #[error("the body is nested more than {MAX_DEPTH} levels deep at {0}")]
    TooDeep(Position),
    /// More than [`MAX_VALUES`] values.
    #[error("the body holds more than {MAX_VALUES} values at {0}")]
    TooManyValues(Position),
}

impl JsonError {
    /// The status that fits: 400, 408, 413 or 415.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::TooLarge { .. } | Self::TooManyValues(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType | Self::UnsupportedContentEncoding => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Stalled => StatusCode::REQUEST_TIMEOUT,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

/// From this size on, parsing takes milliseconds and is moved off the threads that serve other requests.
const LARGE: usize = 256 * 1024;

/// Reads a body of at most `cap` bytes and parses it. A larger one is refused at its announcement, or at the cap.
/// When the body is not read to its end the listener closes the connection after the answer.
pub async fn read_json(headers: &HeaderMap, body: Body, cap: usize) -> Result<Value, JsonError> {
    let announced = announced_length(headers);
    if announced.is_some_and(|length| length > u64::try_from(cap).unwrap_or(u64::MAX)) {
        return Err(JsonError::TooLarge { cap });
    }
    if body.is_end_stream() {
        return Err(JsonError::Empty);
    }
    if !is_json(headers) {
        return Err(JsonError::UnsupportedMediaType);
    }
    if !is_plain(headers) {
        return Err(JsonError::UnsupportedContentEncoding);
    }
    let bytes = read(body, cap).await?;
    if bytes.len() < LARGE {
        return parse_json(&bytes);
    }
    // A panic of the parser is as good as a broken body; a cancelled task means that the process ends.
    tokio::task::spawn_blocking(move || parse_json(&bytes)).await.unwrap_or(Err(JsonError::Incomplete))
}

fn announced_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn read(mut body: Body, cap: usize) -> Result<Bytes, JsonError> {
    let Some(first) = next_piece(&mut body).await? else { return Ok(Bytes::new()) };
    if first.len() > cap {
        return Err(JsonError::TooLarge { cap });
    }
    let Some(second) = next_piece(&mut body).await? else { return Ok(first) };
    // The buffer grows with what arrives, not with what was announced.
    let mut whole = Vec::with_capacity(first.len() + second.len());
    whole.extend_from_slice(&first);
    let mut piece = second;
    loop {
        if whole.len() + piece.len() > cap {
            return Err(JsonError::TooLarge { cap });
        }
        whole.extend_from_slice(&piece);
        match next_piece(&mut body).await? {
            Some(next) => piece = next,
            None => return Ok(whole.into()),
        }
    }
}

async fn next_piece(body: &mut Body) -> Result<Option<Bytes>, JsonError> {
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| {
            if error.into_inner().is::<BodyStalled>() { JsonError::Stalled } else { JsonError::Incomplete }
        })?;
        if let Ok(data) = frame.into_data() {
            return Ok(Some(data));
        }
    }
    Ok(None)
}

fn is_json(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return false };
    let media_type = value.as_bytes().split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    let ends_with_json =
        || media_type.len().checked_sub(5).and_then(|start| media_type.get(start..)).unwrap_or_default();
    media_type.eq_ignore_ascii_case(b"application/json")
        || media_type.eq_ignore_ascii_case(b"text/json")
        || (media_type.get(..12).is_some_and(|start| start.eq_ignore_ascii_case(b"application/"))
            && ends_with_json().eq_ignore_ascii_case(b"+json"))
}

fn is_plain(headers: &HeaderMap) -> bool {
    headers.get_all(CONTENT_ENCODING).iter().all(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::pin::Pin;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::{Context, Poll};

    use http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(lines: &[(HeaderName, &str)]) -> HeaderMap {
        lines.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap())).collect()
    }

    async fn read_as(content_type: &str, body: &'static str) -> Result<Value, JsonError> {
        read_json(&headers(&[(CONTENT_TYPE, content_type)]), Body::from(body), 100).await
    }

    #[tokio::test]
    async fn every_json_type_is_taken_and_nothing_else() {
        for json in [
            "application/json",
            "application/scim+json; charset=utf-8",
            "text/json",
            "Application/SCIM+JSON",
            "application/a+json;charset=UTF-16",
        ] {
            assert!(read_as(json, "{}").await.is_ok(), "{json}");
        }
        for other in [
            "text/plain",
            "application/xml",
            "application/jsonp",
            "image/x+json",
            "",
            "+json",
            "application/x-www-form-urlencoded",
        ] {
            assert_eq!(read_as(other, "{}").await, Err(JsonError::UnsupportedMediaType), "{other}");
        }
        assert_eq!(read_json(&HeaderMap::new(), Body::from("{}"), 100).await, Err(JsonError::UnsupportedMediaType));
        assert_eq!(read_json(&HeaderMap::new(), Body::empty(), 100).await, Err(JsonError::Empty));
        assert_eq!(read_as("application/json", " ").await, Err(JsonError::Empty));
    }

    #[tokio::test]
    async fn a_content_coding_is_refused() {
        let with = |coding| headers(&[(CONTENT_TYPE, "application/json"), (CONTENT_ENCODING, coding)]);
        assert!(read_json(&with("identity"), Body::from("{}"), 100).await.is_ok());
        let refused = read_json(&with("gzip"), Body::from("{}"), 100).await;
        assert_eq!(refused, Err(JsonError::UnsupportedContentEncoding));
    }

    /// A body in the given pieces.
    struct Pieces<I>(I);

    impl<I: Iterator<Item = Bytes> + Unpin> http_body::Body for Pieces<I> {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<http_body::Frame<Bytes>, Infallible>>> {
            Poll::Ready(self.0.next().map(|piece| Ok(http_body::Frame::data(piece))))
        }
    }

    /// A body that would never end, and counts how many kilobytes were taken from it.
    fn endless(taken: &Arc<AtomicUsize>) -> Body {
        let taken = Arc::clone(taken);
        Body::new(Pieces(std::iter::repeat_with(move || {
            taken.fetch_add(1, Ordering::Relaxed);
            Bytes::from_static(&[b' '; 1024])
        })))
    }

    #[tokio::test]
    async fn reading_stops_at_the_cap_or_never_begins() {
        let taken = Arc::new(AtomicUsize::new(0));
        let mut head = headers(&[(CONTENT_TYPE, "application/json")]);
        let refused = read_json(&head, endless(&taken), 10 * 1024).await;
        assert_eq!(refused, Err(JsonError::TooLarge { cap: 10 * 1024 }));
        assert_eq!(taken.swap(0, Ordering::Relaxed), 11);
        head.insert(CONTENT_LENGTH, HeaderValue::from(10 * 1024 + 1));
        let refused = read_json(&head, endless(&taken), 10 * 1024).await;
        assert_eq!(refused, Err(JsonError::TooLarge { cap: 10 * 1024 }));
        assert_eq!(taken.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn a_body_of_exactly_the_cap_in_several_pieces_is_taken() {
        let body = Body::new(Pieces(["{\"a\"", ":", "1}"].map(Bytes::from).into_iter()));
        let value = read_json(&headers(&[(CONTENT_TYPE, "application/json")]), body, 7).await;
        assert_eq!(value, Ok(serde_json::json!({"a": 1})));
    }
}

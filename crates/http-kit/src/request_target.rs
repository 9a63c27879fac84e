//! Raw quotes and their like in the request target, percent-encoded as they arrive on an HTTP/1.1 connection.
//!
//! Identity providers send `?filter=userName+eq+"x"` with raw quotes, and names beyond ASCII as they are. RFC 3986 has
//! them encoded, and the HTTP library below refuses some of them with an empty 400 before there is a request. So the
//! bytes are changed below it: in the target of a request line, and nowhere else. Neither blanks nor line ends are
//! touched or made, so that no line begins or ends elsewhere than the client had it.
//!
//! Where a head begins must be certain, for a longer body would be a smuggled request. The first head begins with the
//! connection; the next one where the body before it ended. Whatever does not fit this (requests sent before the
//! answer to the one before, a target in another form) is passed on as it is.

use std::ops::Range;

use crate::connection::ConnectionState;

/// Finds the request targets in a byte stream that comes in arbitrary pieces.
#[derive(Debug, Default)]
pub(crate) struct RequestTargets {
    place: Place,
    /// The last bytes, the newest lowest.
    tail: u32,
    /// The requests that had reached the service when this head began.
    earlier_requests: u64,
}

#[derive(Clone, Copy, Debug, Default)]
enum Place {
    /// The next byte begins a head, empty lines before it aside.
    #[default]
    Begin,
    Method,
    BeforeTarget,
    Target,
    /// From the blank after the target to the empty line.
    Fields,
    /// So many bytes after the head.
    AfterHead(u64),
    /// Anywhere.
    Unknown,
}

impl RequestTargets {
    /// The piece with its part of a target encoded; none if nothing changes. Call with every piece, as it is read.
    pub(crate) fn encode(&mut self, piece: &[u8], connection: &ConnectionState) -> Option<Vec<u8>> {
        if self.is_at_begin(connection) {
            self.place = Place::Begin;
            self.earlier_requests = connection.requests();
        }
        let Range { start, end } = self.pass(piece);
        let target = piece.get(start..end)?;
        let first = target.iter().position(|&byte| is_to_encode(byte))?;
        let (before, rest) = piece.split_at_checked(start + first)?;
        let (target, after) = rest.split_at_checked(end - start - first)?;
        let mut encoded = Vec::with_capacity(piece.len() + 2 * target.len());
        encoded.extend_from_slice(before);
        for &byte in target {
            if is_to_encode(byte) {
                encoded.extend([b'%', hex_digit(byte >> 4), hex_digit(byte & 0xf)]);
            } else {
                encoded.push(byte);
            }
        }
        encoded.extend_from_slice(after);
        Some(encoded)
    }

    /// Whether the HTTP library has taken all that it was given, so that what it reads now begins a head.
    fn is_at_begin(&self, connection: &ConnectionState) -> bool {
        let bytes = match self.place {
            Place::AfterHead(bytes) => Some(bytes),
            Place::Unknown => None,
            _ => return false,
        };
        // Nothing but this request has come, and all of its body.
        let is_exact = bytes.is_some()
            && connection.requests() == self.earlier_requests + 1
            && connection.newest_body_length() == bytes;
        // Outside of bodies the library reads only if it holds nothing or a head that lacks its end; and with an empty
        // line the head would have its end. Before the first request, this may be the preface of HTTP/2.
        let is_drained = self.tail_is_empty_line()
            && connection.requests() > self.earlier_requests
            && !connection.has_open_body()
            && !connection.body_given_up();
        is_exact || is_drained
    }

    /// Moves over the piece; what of it belongs to a target. There is one at most, since what follows a head in the
    /// same piece is never taken for another one.
    fn pass(&mut self, piece: &[u8]) -> Range<usize> {
        let mut target = 0..0;
        let mut at = 0;
        while let Some((&byte, rest)) = piece.get(at..).and_then(<[u8]>::split_first) {
            match self.place {
                Place::Begin if matches!(byte, b'\r' | b'\n') => at += 1,
                Place::Begin => {
                    // The line ends of the body before are none of this head's.
                    self.tail = 0;
                    self.place = Place::Method;
                }
                Place::Method => {
                    at += 1;
                    self.place = match byte {
                        b'A'..=b'Z' => Place::Method,
                        b' ' => Place::BeforeTarget,
                        _ => Place::Unknown,
                    };
                }
                Place::BeforeTarget => self.place = if byte == b'/' { Place::Target } else { Place::Unknown },
                Place::Target => {
                    let rest = piece.get(at..).unwrap_or_default();
                    let end = rest.iter().position(|byte| *byte == b' ' || byte.is_ascii_control());
                    target = at..at + end.unwrap_or(rest.len());
                    at = target.end;
                    match piece.get(at) {
                        None => {}
                        Some(b' ') => self.place = Place::Fields,
                        Some(_) => self.place = Place::Unknown,
                    }
                }
                Place::Fields => {
                    let line = memchr::memchr(b'\n', piece.get(at..).unwrap_or_default());
                    let end = line.map_or(piece.len(), |newline| at + newline + 1);
                    self.keep_tail(piece.get(at..end).unwrap_or_default());
                    at = end;
                    if line.is_some() && self.tail_is_empty_line() {
                        self.place = Place::AfterHead(0);
                    }
                }
                Place::AfterHead(_) | Place::Unknown => {
                    let passed = rest.len() + 1;
                    self.keep_tail(piece.get(at..).unwrap_or_default());
                    if let Place::AfterHead(bytes) = &mut self.place {
                        *bytes += passed as u64;
                    }
                    at += passed;
                }
            }
        }
        target
    }

    fn keep_tail(&mut self, bytes: &[u8]) {
        for &byte in bytes.iter().skip(bytes.len().saturating_sub(4)) {
            self.tail = self.tail << 8 | u32::from(byte);
        }
    }

    const fn tail_is_empty_line(&self) -> bool {
        self.tail & 0xffff == 0x0a_0a || self.tail & 0xff_ffff == 0x0a_0d_0a
    }
}

/// Whether RFC 3986 has no place for this byte in a target, though it is no blank and no control.
const fn is_to_encode(byte: u8) -> bool {
    matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | 0x80..)
}

const fn hex_digit(nibble: u8) -> u8 {
    match nibble {
        0..10 => b'0' + nibble,
        _ => b'A' + nibble - 10,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use http::Version;

    use super::*;

    fn connection() -> Arc<ConnectionState> {
        Arc::new(ConnectionState::new(([127, 0, 0, 1], 1).into(), false))
    }

    fn pass(targets: &mut RequestTargets, piece: &str, connection: &ConnectionState) -> String {
        let encoded = targets.encode(piece.as_bytes(), connection);
        String::from_utf8(encoded.unwrap_or_else(|| piece.into())).unwrap()
    }

    const RAW: &str = "GET /\" HTTP/1.1\r\nx: \"\r\n\r\n";
    const ENCODED: &str = "GET /%22 HTTP/1.1\r\nx: \"\r\n\r\n";

    #[test]
    fn only_the_target_changes_in_whatever_pieces() {
        let head = "\r\nPATCH /\"\u{fc}%22?{#} \" HTTP/1.1\r\nx: GET /\" HTTP/1.1\r\n\r\nGET /\" HTTP/1.1\r\n\r\n";
        let expected = head.replacen("/\"\u{fc}%22?{#} ", "/%22%C3%BC%22?%7B#%7D ", 1);
        for size in 1..=head.len() {
            let mut targets = RequestTargets::default();
            let mut passed = Vec::new();
            for piece in head.as_bytes().chunks(size) {
                passed.extend(targets.encode(piece, &connection()).unwrap_or_else(|| piece.to_vec()));
            }
            assert_eq!(String::from_utf8(passed).unwrap(), expected, "in pieces of {size}");
        }
    }

    #[test]
    fn a_sound_head_is_not_copied() {
        let head = b"GET /v2/x/Users?filter=userName+eq+%22a%22 HTTP/1.1\r\nx: \"\r\n\r\n";
        assert_eq!(RequestTargets::default().encode(head, &connection()), None);
    }

    #[test]
    fn a_head_begins_only_where_the_body_before_it_ended() {
        for (length, body, begins) in [
            (Some(0), "", true),
            (Some(3), "{1}", true),
            (Some(4), "{1}", false),
            (Some(2), "{1}", false),
            (None, "3\r\n{1}\r\n0\r\n\r\n", false),
        ] {
            let (connection, mut targets) = (connection(), RequestTargets::default());
            assert_eq!(pass(&mut targets, RAW, &connection), ENCODED);
            let _in_flight = connection.begin_request(Version::HTTP_11, length);
            connection.body_opened();
            assert_eq!(pass(&mut targets, body, &connection), body);
            assert_eq!(pass(&mut targets, RAW, &connection), if begins { ENCODED } else { RAW }, "{length:?} {body}");
        }
    }

    #[test]
    fn after_a_chunked_body_a_head_begins_once_it_was_read_to_its_end() {
        for (read_to_the_end, end, begins) in
            [(true, "0\r\n\r\n", true), (false, "0\r\n\r\n", false), (true, "0\r\n", false)]
        {
            let (connection, mut targets) = (connection(), RequestTargets::default());
            pass(&mut targets, RAW, &connection);
            let _in_flight = connection.begin_request(Version::HTTP_11, None);
            connection.body_opened();
            pass(&mut targets, end, &connection);
            connection.body_closed(read_to_the_end);
            assert_eq!(pass(&mut targets, RAW, &connection), if begins { ENCODED } else { RAW }, "{end:?}");
        }
    }

    #[test]
    fn the_rest_of_a_pipelined_head_is_no_head() {
        for begun in ["GET / HTTP/1.1\r\nx: ", "GET / HTTP/1.1\r\n", "GET ", "G"] {
            let (connection, mut targets) = (connection(), RequestTargets::default());
            let first = format!("GET / HTTP/1.1\r\n\r\n{begun}");
            pass(&mut targets, &first, &connection);
            let _in_flight = connection.begin_request(Version::HTTP_11, Some(0));
            assert_eq!(pass(&mut targets, RAW, &connection), RAW, "{begun:?}");
        }
    }

    #[test]
    fn a_pipelined_body_as_long_as_what_came_is_not_over() {
        let (connection, mut targets) = (connection(), RequestTargets::default());
        let second = "POST / HTTP/1.1\r\ncontent-length: 40\r\n\r\n";
        assert_eq!(second.len(), 39);
        pass(&mut targets, &format!("GET / HTTP/1.1\r\n\r\n{second}1"), &connection);
        let _in_flight = [Some(0), Some(40)].map(|length| connection.begin_request(Version::HTTP_11, length));
        connection.body_opened();
        assert_eq!(pass(&mut targets, RAW, &connection), RAW);
    }

    #[test]
    fn the_preface_of_http2_and_its_frames_stay() {
        let (connection, mut targets) = (connection(), RequestTargets::default());
        for piece in ["PRI * HTTP/2.0\r\n\r\n", "SM\r\n\r\n", RAW, "\r\n\r\n", RAW] {
            assert_eq!(pass(&mut targets, piece, &connection), piece);
        }
    }
}

//! Counting the `Content-Length` lines that arrive on an HTTP/1.1 connection.
//!
//! RFC 9112 §6.1: a request with both `Content-Length` and `Transfer-Encoding` is perhaps a second request smuggled
//! past a proxy, and must be refused. The HTTP library below silently drops the `Content-Length` of such a request in
//! either order, so that the request alone does not show it. The bytes do: each line that begins with the header's
//! name is counted as it arrives, and each request that shows a `Content-Length` accounts for one. A chunked request
//! while one is left over is refused. Lines that only look like the header (in a body, or of a pipelined request that
//! has been read ahead) can make a chunked request be refused that was sound, never let through one that was not.

const NAME: &[u8] = b"content-length";

/// Finds header lines in a byte stream that comes in arbitrary pieces.
#[derive(Debug, Default)]
pub(crate) struct ContentLengthLines {
    position: Position,
}

#[derive(Clone, Copy, Debug)]
enum Position {
    /// So many bytes of the name have matched since the line began.
    Name(usize),
    /// The line is another one.
    Other,
}

impl Default for Position {
    fn default() -> Self {
        Self::Name(0)
    }
}

impl ContentLengthLines {
    /// How many lines in this piece turn out to be `Content-Length:`, blanks before the colon included.
    pub(crate) fn count(&mut self, mut bytes: &[u8]) -> u64 {
        let mut lines = 0;
        loop {
            match self.position {
                Position::Other => {
                    let rest = memchr::memchr(b'\n', bytes).and_then(|newline| bytes.get(newline + 1..));
                    let Some(rest) = rest else { return lines };
                    bytes = rest;
                    self.position = Position::Name(0);
                }
                Position::Name(matched) => {
                    let Some((&byte, rest)) = bytes.split_first() else { return lines };
                    self.position = match NAME.get(matched) {
                        Some(expected) if byte.eq_ignore_ascii_case(expected) => Position::Name(matched + 1),
                        None if matches!(byte, b' ' | b'\t') => Position::Name(matched),
                        None if byte == b':' => {
                            lines += 1;
                            Position::Other
                        }
                        // The byte may be the end of an empty line, hence it is looked at again.
                        _ => {
                            self.position = Position::Other;
                            continue;
                        }
                    };
                    bytes = rest;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> u64 {
        let whole = ContentLengthLines::default().count(text.as_bytes());
        for size in 1..text.len() {
            let mut lines = ContentLengthLines::default();
            let pieces: u64 = text.as_bytes().chunks(size).map(|piece| lines.count(piece)).sum();
            assert_eq!(pieces, whole, "in pieces of {size}");
        }
        whole
    }

    #[test]
    fn the_header_is_seen_in_any_case_and_across_pieces() {
        assert_eq!(count("GET / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"), 1);
        assert_eq!(count("POST / HTTP/1.1\r\nHost: a\r\ncOnTeNt-LeNgTh \t : 3\r\ncontent-length:3\r\n\r\n"), 2);
        assert_eq!(count("POST / HTTP/1.1\nContent-Length:3\n\n"), 1);
    }

    #[test]
    fn other_lines_are_not() {
        assert_eq!(count("GET /content-length: HTTP/1.1\r\nX-Content-Length: 3\r\nContent-Lengthy: 3\r\n\r\n"), 0);
        assert_eq!(count("A: Content-Length: 3\r\nContent-Lengt\r\nh: 1\r\ncontent-length\r\n: 1\r\n"), 0);
    }

    #[test]
    fn a_line_after_empty_lines_is_seen() {
        assert_eq!(count("\r\n\r\n\n\nContent-Length: 1\r\n"), 1);
        assert_eq!(count("content\ncontent-length: 1\n"), 1);
    }
}

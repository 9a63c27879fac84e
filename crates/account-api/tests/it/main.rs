//! The client API behind a real socket, on both engines.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod prelogin;
mod support;

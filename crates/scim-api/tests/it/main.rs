//! The endpoint behind a real socket, on both engines.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod support;
mod traces;

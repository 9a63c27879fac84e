//! The endpoint behind a real socket, on both engines.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod caller_matrix;
mod calls;
mod people;
mod pre_existing;
mod support;
mod traces;

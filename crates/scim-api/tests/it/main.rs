//! The endpoint behind a real socket, on both engines.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod books;
mod caller_matrix;
mod calls;
mod cost;
mod differential;
mod filters;
mod people;
mod pre_existing;
mod random;
mod sequence;
mod support;
mod traces;

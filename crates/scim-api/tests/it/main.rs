//! The endpoint behind a real socket, on both engines.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod account_address;
mod addresses;
mod bad_framing;
mod bad_input;
mod books;
mod bulk;
mod caller_matrix;
mod calls;
mod cost;
mod differential;
mod events;
mod filters;
mod keys;
mod lists;
mod member_pages;
mod people;
mod pre_existing;
mod pre_existing_groups;
mod previews;
mod protocol;
mod provisioning_trace;
mod random;
mod random_input;
mod raw_targets;
mod reporting;
mod sequence;
mod slow_bodies;
mod support;
mod traces;

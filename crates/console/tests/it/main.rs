//! The Admin Console behind a real socket, beside the client API, on both engines.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod account;
mod api_keys;
mod browser;
mod caller_matrix;
mod collections;
mod exchange;
mod groups;
mod guide;
mod join;
mod list_pages;
mod live_list;
mod member_access;
mod members;
mod office;
mod operator;
mod outbox;
mod pages;
mod provisioning;
mod recover;
mod reporting;
mod scim;
mod sessions;
mod set_up;
mod support;

//! The client API behind a real socket, on both engines.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod account;
mod directory;
mod handshake;
mod http;
mod mails;
mod office;
mod organizations;
mod people;
mod prelogin;
mod registration;
mod support;
mod token;

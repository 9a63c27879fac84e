//! The client API behind a real socket, on both engines.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod account;
mod account_mails;
mod api_key;
mod bad_paths;
mod caller_matrix;
mod deletion;
mod devices;
mod directory;
mod email_change;
mod enumeration;
mod groups;
mod guesses;
mod handshake;
mod http;
mod mailbox;
mod mails;
mod members;
mod office;
mod organizations;
mod password;
mod people;
mod policies;
mod prelogin;
mod registration;
mod restores;
mod shapes;
mod sign_in_events;
mod size;
mod support;
mod token;
mod two_step;
mod vault;

//! The whole program: the real binary as a child process, spoken to over sockets, files and its command line.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod accept;
mod audit;
mod browser;
mod bw;
mod cli;
mod client;
mod confirm;
mod console;
mod demo;
mod environment;
mod faults;
mod first_owner;
mod guidance;
mod logs;
mod mail;
mod management;
mod missing_data;
mod organizations;
mod place;
mod scim_keys;
mod serve;
mod server;
mod sql;
mod tls;
mod trace_list;
mod traces;

//! One subcommand, one file.

pub(crate) mod accept;
mod account;
pub(crate) mod audit;
pub(crate) mod confirm;
pub(crate) mod demo;
mod demo_owner;
pub(crate) mod mail;
pub(crate) mod org;
pub(crate) mod scim;
pub(crate) mod scim_key;
pub(crate) mod serve;
pub(crate) mod trace;

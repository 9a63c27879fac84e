//! The guide of `docs/guide`, out of the binary, for everybody.

mod book;
pub(crate) mod home;
mod markdown;
pub(crate) mod show;

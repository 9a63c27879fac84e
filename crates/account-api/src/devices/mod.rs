//! The devices of a person: `/api/devices`.

pub(crate) mod find;
pub(crate) mod known;
pub(crate) mod list;
pub(crate) mod remove;
mod representation;

//! The installation: `/operator`, for the people who run it.

pub(crate) mod create;
mod health;
mod operator_session;
pub(crate) mod show;

//! The schemas of RFC 7643 §4 as values.

pub(crate) mod common;
mod enterprise_user;
mod group;
mod user;

pub use enterprise_user::ENTERPRISE_USER_SCHEMA;
pub use group::{GROUP, GROUP_SCHEMA};
pub use user::{USER, USER_SCHEMA};

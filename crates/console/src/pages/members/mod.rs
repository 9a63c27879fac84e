//! The people of an organization: `/organizations/{organization}/members`.

mod attributes;
pub(crate) mod break_glass;
pub(crate) mod change;
pub(crate) mod collections;
pub(crate) mod confirm;
pub(crate) mod groups;
mod history;
pub(crate) mod invite;
pub(crate) mod list;
mod list_address;
mod list_parts;
pub(crate) mod live;
pub(crate) mod member;
mod member_access;
mod member_path;
pub(crate) mod recover;
pub(crate) mod role;
mod role_fields;
mod steps;

//! Groups of an organization: `/api/organizations/{organization}/groups`.

pub(crate) mod change;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod find;
mod group_body;
pub(crate) mod list;
pub(crate) mod members;
mod representation;

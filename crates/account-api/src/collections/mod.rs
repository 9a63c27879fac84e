//! Collections: `/api/collections` and `/api/organizations/{organization}/collections`.

mod collection_body;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod find;
pub(crate) mod grant;
pub(crate) mod list;
pub(crate) mod list_details;
pub(crate) mod list_own;
pub(crate) mod list_users;
pub(crate) mod representation;
pub(crate) mod set_users;
pub(crate) mod update;

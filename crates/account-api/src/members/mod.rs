//! Members of an organization: `/api/organizations/{organization}/users`.

pub(crate) mod accept;
pub(crate) mod accept_init;
mod access_body;
pub(crate) mod confirm;
pub(crate) mod edit;
pub(crate) mod enroll_recovery;
pub(crate) mod find;
pub(crate) mod find_groups;
pub(crate) mod find_recovery;
pub(crate) mod invite;
pub(crate) mod list;
pub(crate) mod list_brief;
pub(crate) mod list_public_keys;
mod outcomes;
pub(crate) mod reinvite;
pub(crate) mod remove;
mod representation;
pub(crate) mod reset_password;
pub(crate) mod restore;
pub(crate) mod revoke;
mod shown_name;

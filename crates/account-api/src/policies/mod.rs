//! Policies of an organization: `/api/organizations/{organization}/policies`.

pub(crate) mod find;
pub(crate) mod list;
pub(crate) mod list_for_invited;
mod representation;
pub(crate) mod set;

pub(crate) use self::representation::policy;

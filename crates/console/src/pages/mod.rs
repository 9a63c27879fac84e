//! One folder per area, one file per page.

pub(crate) mod account;
pub(crate) mod api_keys;
pub(crate) mod collections;
pub(crate) mod groups;
pub(crate) mod guide;
pub(crate) mod home;
pub(crate) mod join;
pub(crate) mod members;
pub(crate) mod operator;
pub(crate) mod organization;
pub(crate) mod policies;
pub(crate) mod provisioning;
pub(crate) mod reporting;
pub(crate) mod scim;
pub(crate) mod settings;
pub(crate) mod sign_in;

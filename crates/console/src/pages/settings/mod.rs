//! Settings of an organization.

pub(crate) mod collection_settings;
pub(crate) mod delete_organization;
pub(crate) mod organization;

//! Organizations: `/api/organizations/{organization}`.

pub(crate) mod api_key;
pub(crate) mod change;
pub(crate) mod change_collection_settings;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod find;
pub(crate) mod find_keys;
pub(crate) mod find_public_key;
pub(crate) mod leave;
mod organization_keys;
mod profile_organization;
mod representation;
pub(crate) mod set_keys;

pub(crate) use self::organization_keys::KeysBody;
pub(crate) use self::profile_organization::profile_organization;

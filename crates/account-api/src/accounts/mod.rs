//! The person's own account: `/api/accounts`.

pub(crate) mod keys;
pub(crate) mod profile;
pub(crate) mod revision_date;
pub(crate) mod user_key_id;

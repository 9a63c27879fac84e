//! The provisioning log: `/organizations/{organization}/provisioning`.

mod curl;
pub(crate) mod entry;
pub(crate) mod list;

//! A person's own account: `/account` and below.

pub(crate) mod delete;
pub(crate) mod devices;
pub(crate) mod email;
pub(crate) mod leave;
pub(crate) mod password;
pub(crate) mod show;
pub(crate) mod sign_out_everywhere;
pub(crate) mod two_step;

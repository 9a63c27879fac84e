//! A person's own account: `/account`.

pub(crate) mod show;

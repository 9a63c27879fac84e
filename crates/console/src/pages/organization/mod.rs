//! An organization as a whole: `/organizations/{organization}`.

pub(crate) mod home;
pub(crate) mod overview;

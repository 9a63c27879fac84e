//! An organization as a whole: `/organizations/{organization}`.

mod charts;
pub(crate) mod home;
mod needs;
pub(crate) mod overview;
pub(crate) mod roles;

//! Two-step login: `/api/two-factor`.

pub(crate) mod authenticator;
pub(crate) mod disable;
pub(crate) mod email;
pub(crate) mod list;
pub(crate) mod login_email;
pub(crate) mod recover;
mod setup;

//! Making accounts and signing in: `/identity`.

pub(crate) mod finish_registration;
pub(crate) mod prelogin;
mod registration_token;
pub(crate) mod send_verification_email;
pub(crate) mod token;

//! Signing in and out.

pub(crate) mod session;
pub(crate) mod session_token;
pub(crate) mod session_verified;
pub(crate) mod sign_in;
pub(crate) mod sign_out;

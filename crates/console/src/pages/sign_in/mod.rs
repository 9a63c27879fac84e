//! Signing in and out.

pub(crate) mod session;
pub(crate) mod session_token;
pub(crate) mod session_verified;
pub(crate) mod show;
pub(crate) mod sign_out;

//! Signing in and making accounts: `/identity`.

pub(crate) mod prelogin;

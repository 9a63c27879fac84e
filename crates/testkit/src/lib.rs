//! What tests share: recorded traffic, a server on a free port, a `PostgreSQL` that is thrown away.
//!
//! It links neither the binary nor a crate with routes: it is handed what serves them. Else the crate under test would be
//! built twice, once with and once without its test configuration.

pub mod app;
pub mod postgres;
pub mod rows;
pub mod server;
pub mod trace;

/// True where the long forms of tests are asked for (`cargo xtask test --long`): 20 kills instead of 5, a thousand
/// random sequences instead of 200.
pub fn long() -> bool {
    std::env::var_os("PROVOST_TEST_LONG").is_some()
}

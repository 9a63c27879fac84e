//! What tests share: recorded traffic, a server on a free port, a `PostgreSQL` that is thrown away, the official client
//! and a mail server.
//!
//! It links neither the binary nor a crate with routes: it is handed what serves them. Else the crate under test would be
//! built twice, once with and once without its test configuration.

pub mod app;
pub mod bw;
pub mod caller_matrix;
pub mod installed;
pub mod postgres;
pub mod recorded_answers;
pub mod rows;
pub mod server;
pub mod smtp;
pub mod tls;
pub mod trace;

use std::io::Write as _;

/// True where the long forms of tests are asked for (`cargo xtask test --long`): 20 kills instead of 5, a thousand
/// random sequences instead of 200.
pub fn long() -> bool {
    std::env::var_os("PROVOST_TEST_LONG").is_some()
}

/// Says that a test was skipped and why: at once, and in the closing lines of `cargo xtask test`. A test is skipped
/// only where the machine does not allow what it needs, and never in silence.
#[expect(clippy::expect_used, reason = "a test that cannot say that it is skipped fails")]
pub fn skipped(reason: &str) {
    eprintln!("SKIPPED: {reason}");
    if let Some(file) = std::env::var_os("PROVOST_TEST_SKIPPED") {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(file);
        // Where the list cannot be written the run must not look whole.
        file.and_then(|mut file| writeln!(file, "{reason}")).expect("the list of skipped tests");
    }
}

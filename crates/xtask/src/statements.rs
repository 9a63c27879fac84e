//! `cargo xtask statements`.

use std::process::ExitCode;

use crate::command::cargo;

/// Runs the storage's catalogue test in its writing form: it prepares and explains each statement on both engines and
/// writes `generated/statements.txt`, to be read in review and committed.
pub(crate) fn run() -> anyhow::Result<ExitCode> {
    cargo(["test", "--quiet", "--package", "storage", "--test", "catalogue"]).env("UPDATE", "1").succeed()?;
    println!("generated/statements.txt is written; look at its difference before committing it");
    Ok(ExitCode::SUCCESS)
}

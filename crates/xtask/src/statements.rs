//! `cargo xtask statements`.

use std::process::ExitCode;

use crate::command::cargo;
use crate::tools;

/// Runs the storage's catalogue test in its writing form: it prepares and explains each statement on both engines and
/// writes `generated/statements.txt`, to be read in review and committed.
pub(crate) fn run() -> anyhow::Result<ExitCode> {
    tools::install_packages()?;
    let test = ["test", "--quiet", "--package", "storage", "--lib", "every_statement_costs_what_it_declares"];
    cargo(test).env("UPDATE", "1").succeed()?;
    println!("generated/statements.txt is written; look at its difference before committing it");
    Ok(ExitCode::SUCCESS)
}

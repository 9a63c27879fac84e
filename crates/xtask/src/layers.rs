//! `cargo xtask layers`: the arrows between the crates run one way, SQL is in one place, and no foreign word gets into
//! a crate that must not know it. docs/ARCHITECTURE.md has the table and the reasons.

mod edges;
mod literals;
mod sources;

use std::process::ExitCode;

pub(crate) use literals::literals;
pub(crate) use sources::rust_files;

use crate::command::{cargo, root};

/// Prints every breach; exit code 1 where there is one.
pub(crate) fn run() -> anyhow::Result<ExitCode> {
    let breaches = breaches()?;
    for breach in &breaches {
        eprintln!("{breach}");
    }
    Ok(if breaches.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Every breach in this workspace, a line each, with what to do.
pub(crate) fn breaches() -> anyhow::Result<Vec<String>> {
    // For the platform that is shipped: on others, crates reach more than they do here.
    let platform = ["--filter-platform", "x86_64-unknown-linux-gnu"];
    let metadata = cargo(["metadata", "--format-version=1"].iter().chain(&platform)).output()?;
    let mut breaches = edges::breaches(&serde_json::from_str(&metadata)?)?;
    breaches.extend(sources::breaches(&root().join("crates"))?);
    Ok(breaches)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_workspace_keeps_its_layers() {
        let breaches = super::breaches().unwrap();
        assert!(breaches.is_empty(), "\n{}", breaches.join("\n"));
    }
}

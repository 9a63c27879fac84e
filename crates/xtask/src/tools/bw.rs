//! The official client from npm, which the end-to-end tests speak to the server with.

use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};

use super::npm::install_packages;
use crate::command::program;
use crate::installed::{BW_VERSION, BwProgram, NODE_PACKAGE, NODE_VERSION};

/// Installs the client and the Node.js it needs beside the other tools, once: some seconds, 280 MB.
pub(crate) fn install_bw() -> anyhow::Result<()> {
    let packages = [format!("@bitwarden/cli@{BW_VERSION}"), format!("{NODE_PACKAGE}@{NODE_VERSION}")];
    install_packages(&BwProgram::here().directory, &packages, check)
}

/// Fails unless the client starts and is the version that was asked for.
fn check(directory: &Path) -> anyhow::Result<()> {
    let bw = BwProgram { directory: directory.to_owned() };
    // Else it makes a profile in the home of whoever runs this, and says so.
    let profile = bw.directory.join("profile");
    fs::create_dir(&profile)?;
    fs::write(profile.join("data.json"), "{}")?;
    let run = program(bw.node(), [bw.script().as_os_str(), "--version".as_ref()]);
    let version = run.env("BITWARDENCLI_APPDATA_DIR", &profile).output()?;
    ensure!(version.trim() == BW_VERSION, "the client that npm installed says it is {version}");
    fs::remove_dir_all(&profile).with_context(|| profile.display().to_string())
}

//! The official client from npm, which the end-to-end tests speak to the server with.

use std::ffi::OsString;
use std::fs::{self, File};

use anyhow::{Context, ensure};

use super::{Package, install};
use crate::command::program;
use crate::installed::{self, BW_VERSION, BwProgram, NODE_PACKAGE, NODE_VERSION};

/// Installs the client and the Node.js it needs beside the other tools, once: some seconds, 280 MB.
pub(crate) fn install_bw() -> anyhow::Result<()> {
    let bw = BwProgram::here();
    if bw.directory.exists() {
        return Ok(());
    }
    let tools = installed::directory();
    fs::create_dir_all(&tools)?;
    // Of two that come at once the second waits, and then finds it done.
    let lock = File::create(tools.join("bw.lock"))?;
    lock.lock()?;
    if bw.directory.exists() {
        return Ok(());
    }
    println!(
        "installing @bitwarden/cli {BW_VERSION} and {NODE_PACKAGE} {NODE_VERSION} into {}",
        bw.directory.display()
    );
    install_npm()?;
    // Under another name until it is complete: what is there under its own name is never looked at again.
    let unfinished = BwProgram { directory: tools.join("bw-unfinished") };
    if unfinished.directory.exists() {
        fs::remove_dir_all(&unfinished.directory)?;
    }
    fetch(&unfinished)?;
    check(&unfinished)?;
    fs::rename(&unfinished.directory, &bw.directory).with_context(|| bw.directory.display().to_string())
}

/// npm is on the `PATH`, or comes from Debian.
fn install_npm() -> anyhow::Result<()> {
    let is_there = program("sh", ["-c", "command -v npm >/dev/null"]).passes()?;
    if is_there { Ok(()) } else { install(&[Package("/usr/bin/npm", "npm", "fetches the official client")]) }
}

fn fetch(bw: &BwProgram) -> anyhow::Result<()> {
    fs::create_dir_all(&bw.directory)?;
    // None of the packages needs a script of its own to run; without a file here npm would look for one further up.
    fs::write(bw.directory.join("package.json"), "{\"private\":true}\n")?;
    let words = ["install", "--ignore-scripts", "--no-fund", "--no-audit", "--no-package-lock", "--loglevel=error"];
    let packages = [format!("@bitwarden/cli@{BW_VERSION}"), format!("{NODE_PACKAGE}@{NODE_VERSION}")];
    let place = ["--prefix".into(), bw.directory.clone().into_os_string()];
    let arguments = words.iter().map(Into::into).chain(place).chain(packages.map(Into::into));
    program("npm", arguments.collect::<Vec<OsString>>()).succeed()
}

/// Fails unless the client starts and is the version that was asked for.
fn check(bw: &BwProgram) -> anyhow::Result<()> {
    // Else it makes a profile in the home of whoever runs this, and says so.
    let profile = bw.directory.join("profile");
    fs::create_dir(&profile)?;
    fs::write(profile.join("data.json"), "{}")?;
    let run = program(bw.node(), [bw.script().as_os_str(), "--version".as_ref()]);
    let version = run.env("BITWARDENCLI_APPDATA_DIR", &profile).output()?;
    ensure!(version.trim() == BW_VERSION, "the client that npm installed says it is {version}");
    fs::remove_dir_all(&profile).with_context(|| profile.display().to_string())
}

//! Programs from npm, each with what it needs in a directory of its own beside the other tools.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::Path;

use anyhow::Context;

use super::{Package, install};
use crate::command::program;
use crate::installed;

/// Installs packages of these versions (`name@1.2.3`) into `directory`, once. `check` looks at what npm has put somewhere
/// else until then: a directory that is there under its own name is complete and never looked at again.
pub(super) fn install_packages(
    directory: &Path,
    packages: &[String],
    check: impl FnOnce(&Path) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    if directory.exists() {
        return Ok(());
    }
    fs::create_dir_all(installed::directory())?;
    // Of two that come at once the second waits, and then finds it done.
    let lock = File::create(directory.with_added_extension("lock"))?;
    lock.lock()?;
    if directory.exists() {
        return Ok(());
    }
    println!("installing {} into {}", packages.join(" and "), directory.display());
    install_npm()?;
    let unfinished = directory.with_added_extension("unfinished");
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)?;
    }
    fetch(&unfinished, packages)?;
    check(&unfinished)?;
    fs::rename(&unfinished, directory).with_context(|| directory.display().to_string())
}

/// npm is on the `PATH`, or comes from Debian.
fn install_npm() -> anyhow::Result<()> {
    let is_there = program("sh", ["-c", "command -v npm >/dev/null"]).passes()?;
    if is_there { Ok(()) } else { install(&[Package("/usr/bin/npm", "npm", "fetches what is written in JavaScript")]) }
}

fn fetch(directory: &Path, packages: &[String]) -> anyhow::Result<()> {
    fs::create_dir_all(directory)?;
    // None of the packages needs a script of its own to run; without a file here npm would look for one further up.
    fs::write(directory.join("package.json"), "{\"private\":true}\n")?;
    let words = ["install", "--ignore-scripts", "--no-fund", "--no-audit", "--no-package-lock", "--loglevel=error"];
    let place = ["--prefix".into(), directory.as_os_str().to_owned()];
    let arguments = words.iter().map(Into::into).chain(place).chain(packages.iter().map(Into::into));
    program("npm", arguments.collect::<Vec<OsString>>()).succeed()
}

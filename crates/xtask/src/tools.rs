//! What the tests need besides Rust: Debian packages, two cargo tools, the official client and a browser. What is there is
//! never downloaded again.

mod browser;
mod bw;
mod chromium;
mod npm;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};

pub(crate) use browser::{check_types, test_scripts};
pub(crate) use bw::install_bw;
pub(crate) use chromium::install_chromium;

use crate::command::{cargo, program};
use crate::installed::directory;

/// Where Debian puts it depends on the machine.
const FAKETIME: &str = if cfg!(target_arch = "aarch64") {
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"
} else {
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
};
const AIOSMTPD: &str = "/usr/lib/python3/dist-packages/aiosmtpd/__init__.py";

/// A file that shows that a Debian package is installed, the package, and what it is for.
struct Package(&'static str, &'static str, &'static str);

const PACKAGES: &[Package] = &[
    Package("/usr/bin/cc", "gcc", "compiles SQLite and the ciphers"),
    Package("/usr/bin/c++", "g++", "compiles the fuzzer"),
    Package("/usr/lib/postgresql/15/bin/initdb", "postgresql-15", "the second engine that every storage test runs on"),
    Package("/usr/bin/strace", "strace", "proves that no answer leaves before its data are on the disk"),
    Package(FAKETIME, "libfaketime", "lets the clock of a server jump"),
    Package("/usr/bin/setpriv", "util-linux", "starts PostgreSQL as an unprivileged user"),
    Package(AIOSMTPD, "python3-aiosmtpd", "receives mails, and refuses them in every way"),
];

/// Installs the packages that are missing: as root with apt-get, else fails and says the command.
pub(crate) fn install_packages() -> anyhow::Result<()> {
    install(PACKAGES)
}

fn install(packages: &[Package]) -> anyhow::Result<()> {
    let missing: Vec<_> = packages.iter().filter(|Package(file, ..)| !Path::new(file).exists()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    for Package(_, package, purpose) in &missing {
        println!("missing: {package} ({purpose})");
    }
    let names: Vec<&str> = missing.iter().map(|Package(_, package, _)| *package).collect();
    ensure!(is_root()?, "run as root: apt-get install {}", names.join(" "));
    println!("installing {} with apt-get", names.join(", "));
    program("apt-get", ["update", "-qq"]).succeed()?;
    let install = ["install", "-qq", "--yes", "--no-install-recommends"];
    program("apt-get", install.iter().chain(&names)).env("DEBIAN_FRONTEND", "noninteractive").succeed()
}

/// True where this program runs as root.
pub(crate) fn is_root() -> anyhow::Result<bool> {
    Ok(program("id", ["-u"]).output()?.trim() == "0")
}

/// True where cargo knows this subcommand, `nextest`.
pub(crate) fn has_subcommand(name: &str) -> bool {
    let mut probe = Command::new(format!("cargo-{name}"));
    probe.arg(name).arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    probe.status().is_ok_and(|status| status.success())
}

/// The path of a cargo tool. A version on the PATH is taken as it is; else this one is built into a cache directory
/// outside the source tree, once.
pub(crate) fn cargo_tool(name: &str, version: &str) -> anyhow::Result<PathBuf> {
    if has_subcommand(name.trim_start_matches("cargo-")) {
        return Ok(name.into());
    }
    let directory = directory();
    let path = directory.join("bin").join(name);
    if !path.exists() {
        println!("building {name} {version} into {} (once, some minutes)", directory.display());
        let build = directory.join("build");
        let install = ["install", "--quiet", "--locked", name, "--version", version, "--root"];
        let arguments = install.iter().map(Into::into).chain([directory.into_os_string(), "--target-dir".into()]);
        cargo(arguments.chain([build.clone().into_os_string()])).succeed()?;
        std::fs::remove_dir_all(&build).with_context(|| build.display().to_string())?;
    }
    Ok(path)
}

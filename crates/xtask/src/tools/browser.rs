//! What checks and tests the scripts that the console's pages load.

use std::path::{Path, PathBuf};

use super::npm::install_packages;
use crate::command::{program, root};
use crate::installed::{BwProgram, directory};

const TYPESCRIPT: &str = "7.0.2";
const CONSOLE: &str = "crates/console";

/// Whether the types hold that the scripts name in their comments. TypeScript comes from npm, once: some seconds, 60 MB.
pub(crate) fn check_types() -> anyhow::Result<bool> {
    let place = directory().join(format!("typescript-{TYPESCRIPT}"));
    install_packages(&place, &[format!("typescript@{TYPESCRIPT}")], |_| Ok(()))?;
    let compiler = place.join("node_modules/typescript/lib/tsc.js");
    let settings = console().join("assets/jsconfig.json");
    program(BwProgram::here().node(), [compiler, "--project".into(), settings]).passes()
}

/// Whether the tests of the scripts pass, in the Node.js of the official client: its cryptography is the browsers'.
pub(crate) fn test_scripts() -> anyhow::Result<bool> {
    let tests = console().join("tests/js");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(tests)?.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<_>>()?;
    files.retain(|file| is_test(file));
    files.sort();
    let arguments = ["--test".into(), "--test-reporter=dot".into()].into_iter().chain(files);
    program(BwProgram::here().node(), arguments).passes()
}

fn console() -> PathBuf {
    root().join(CONSOLE)
}

fn is_test(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name.to_string_lossy().ends_with(".test.mjs"))
}

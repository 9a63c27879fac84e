//! Running other programs from the root of the workspace.

use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};

/// The root of the workspace, whatever the current directory is.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// A program with its arguments, started in the root of the workspace.
pub(crate) struct Run {
    command: Command,
    shown: String,
}

/// `cargo` with arguments: the one that runs this program, so that the toolchain is the same.
pub(crate) fn cargo<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Run {
    program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), arguments)
}

/// Any program with arguments.
pub(crate) fn program<A: AsRef<OsStr>>(name: impl AsRef<OsStr>, arguments: impl IntoIterator<Item = A>) -> Run {
    let arguments: Vec<OsString> = arguments.into_iter().map(|argument| argument.as_ref().to_owned()).collect();
    let file = Path::new(name.as_ref()).file_name().unwrap_or(name.as_ref()).to_string_lossy().into_owned();
    let words = std::iter::once(file).chain(arguments.iter().map(|argument| argument.to_string_lossy().into_owned()));
    let shown = words.collect::<Vec<_>>().join(" ");
    let mut command = Command::new(name);
    command.args(arguments).current_dir(root()).stdin(Stdio::null());
    Run { command, shown }
}

impl Run {
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// True where it exits with 0; its output goes to ours.
    pub(crate) fn passes(mut self) -> anyhow::Result<bool> {
        Ok(self.command.status().with_context(|| format!("cannot start: {}", self.shown))?.success())
    }

    /// Fails unless it exits with 0; its output goes to ours.
    pub(crate) fn succeed(mut self) -> anyhow::Result<()> {
        let status = self.command.status().with_context(|| format!("cannot start: {}", self.shown))?;
        ensure!(status.success(), "{} ended with {status}", self.shown);
        Ok(())
    }

    /// What it prints to stdout; fails unless it exits with 0.
    pub(crate) fn output(mut self) -> anyhow::Result<String> {
        let output = self.command.stderr(Stdio::inherit()).output();
        let output = output.with_context(|| format!("cannot start: {}", self.shown))?;
        ensure!(output.status.success(), "{} ended with {}", self.shown, output.status);
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Shows both of its outputs line by line as they come, hands each line to `seen`, and tells whether it exits
    /// with 0.
    pub(crate) fn watch(mut self, mut seen: impl FnMut(&str)) -> anyhow::Result<bool> {
        let (reader, writer) = std::io::pipe()?;
        self.command.stdout(writer.try_clone()?).stderr(writer);
        let mut child = self.command.spawn().with_context(|| format!("cannot start: {}", self.shown))?;
        // The command holds the writing ends; as long as it lives, the reader waits for more.
        drop(self.command);
        for line in BufReader::new(reader).split(b'\n') {
            let line = line?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            seen(&line);
        }
        Ok(child.wait()?.success())
    }
}

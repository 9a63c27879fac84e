//! Where the master password comes from.

use super::prompt;
use crate::environment::variable;
use crate::options::quoted;
use account_client::Secret;
use anyhow::{Context as _, bail};
use clap::Args;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

const PASSWORD_VARIABLE: &str = "PROVOST_MASTER_PASSWORD";
/// Characters of a new master password, as Bitwarden's clients ask for them.
const LEAST_LENGTH: usize = 12;

/// Where the master password comes from, when nobody can type it.
#[derive(Debug, Args)]
pub(crate) struct PasswordOptions {
    /// A file whose first line is the master password. Nobody else should be able to read it.
    #[arg(long, value_name = "FILE", conflicts_with = "password_stdin")]
    password_file: Option<PathBuf>,
    /// Read the master password from the first line of stdin; codes and answers come from the lines after it.
    #[arg(long)]
    password_stdin: bool,
}

impl PasswordOptions {
    /// The master password of an account that is there.
    pub(crate) fn read(&self, email: &str) -> anyhow::Result<Secret> {
        let password = self.given_or(|| prompt::password(&format!("Master password of {email}: ")))?;
        if password.reveal().is_empty() {
            bail!("the master password is empty");
        }
        Ok(password)
    }

    /// A master password for a new account. Typed ones are typed twice.
    pub(crate) fn choose(&self, email: &str) -> anyhow::Result<Secret> {
        let password = self.given_or(|| choose_at_terminal(email))?;
        if is_too_short(&password) {
            bail!("the master password is too short: a new one has at least {LEAST_LENGTH} characters");
        }
        Ok(password)
    }

    fn given_or(&self, ask: impl FnOnce() -> anyhow::Result<Secret>) -> anyhow::Result<Secret> {
        Ok(if let Some(file) = &self.password_file {
            warn_of_readers(file);
            let text = std::fs::read_to_string(file).map(Secret::from);
            let text = text.with_context(|| format!("{} cannot be read", file.display()))?;
            text.reveal().lines().next().unwrap_or_default().into()
        } else if self.password_stdin {
            prompt::line()?.context("stdin has no line with the master password")?
        } else if let Some(value) = variable(PASSWORD_VARIABLE) {
            let Some(text) = value.to_str() else { bail!("{PASSWORD_VARIABLE} is not UTF-8") };
            text.into()
        } else {
            ask()?
        })
    }
}

/// Others who read the file can open the account.
fn warn_of_readers(file: &Path) {
    // What cannot be looked at cannot be read either, and is told then.
    let Ok(metadata) = std::fs::metadata(file) else { return };
    let mode = metadata.permissions().mode() & 0o777;
    if metadata.is_file() && mode & 0o077 != 0 {
        let name = file.to_string_lossy();
        eprintln!("Warning: others can read {name} (mode {mode:03o}). Make it private: chmod 600 {}", quoted(&name));
    }
}

fn choose_at_terminal(email: &str) -> anyhow::Result<Secret> {
    eprintln!(
        "Choose a master password for {email}, of at least {LEAST_LENGTH} characters. Keep it well: nobody can read it, and \
         without it nothing in the account can be opened."
    );
    loop {
        let password = prompt::password("New master password: ")?;
        if is_too_short(&password) {
            eprintln!("It is too short: at least {LEAST_LENGTH} characters.");
        } else if password == prompt::password("The same again: ")? {
            return Ok(password);
        } else {
            eprintln!("The two are not the same. Once more:");
        }
    }
}

fn is_too_short(password: &Secret) -> bool {
    password.reveal().chars().count() < LEAST_LENGTH
}

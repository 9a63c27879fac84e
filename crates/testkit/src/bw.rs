//! The official Bitwarden command line client, `bw`, with a profile of its own.
//!
//! It is run as people run it, and told apart by profile as on two machines. Passwords and session keys go through its
//! environment, what it prints is kept, and an error shows all of it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use tempfile::TempDir;

use crate::installed::BwProgram;

/// Seconds that no command takes, on a machine that is busy with other tests.
const PATIENCE: &str = "60";

/// A client with a profile that knows its server. One that is logged in stays so until it is told otherwise, and keeps
/// what it last got.
#[derive(Debug)]
pub struct Bw {
    program: BwProgram,
    profile: TempDir,
    authority: PathBuf,
    session: Option<String>,
}

/// How a command ended.
#[derive(Debug, Clone)]
pub struct Ended {
    /// The words of the command.
    pub words: Vec<String>,
    /// Its exit code; 137 where it took too long.
    pub code: Option<i32>,
    /// Without white space around it.
    pub stdout: String,
    /// Without white space around it.
    pub stderr: String,
}

/// A code for the second step of a login.
#[derive(Debug, Clone, Copy)]
pub enum SecondStep<'a> {
    /// The six digits of an authenticator app.
    Authenticator(&'a str),
    /// What was mailed.
    Email(&'a str),
}

impl Bw {
    /// A profile for the server at this `https` URL, whose certificate is signed by an authority in this PEM file.
    pub fn new(server: &str, authority: &Path) -> anyhow::Result<Self> {
        let program = BwProgram::here();
        ensure!(
            program.directory.exists(),
            "{} is missing: `cargo xtask test` installs it",
            program.directory.display()
        );
        let bw = Self { program, profile: TempDir::new()?, authority: authority.to_owned(), session: None };
        bw.succeed(&["config", "server", server])?;
        Ok(bw)
    }

    /// Runs a command, `["list", "items"]`, however it ends.
    pub fn run(&self, words: &[&str]) -> anyhow::Result<Ended> {
        self.run_with(words, &[])
    }

    /// Runs a command that must succeed and gives what it prints.
    pub fn succeed(&self, words: &[&str]) -> anyhow::Result<String> {
        self.run(words)?.success()
    }

    /// Runs a command that must succeed and gives the JSON that it prints.
    pub fn json(&self, words: &[&str]) -> anyhow::Result<Value> {
        let printed = self.succeed(words)?;
        serde_json::from_str(&printed).with_context(|| format!("{words:?} printed {printed:?}"))
    }

    /// Runs a command that must fail and gives what it complains.
    pub fn fail(&self, words: &[&str]) -> anyhow::Result<String> {
        self.run(words)?.failure()
    }

    /// Logs in and unlocks the vault for the commands that follow.
    pub fn login(&mut self, email: &str, password: &str) -> anyhow::Result<()> {
        let ended = self.try_login(email, password, None)?;
        self.unlocked(&ended)
    }

    /// The same with a second step.
    pub fn login_with(&mut self, email: &str, password: &str, step: SecondStep<'_>) -> anyhow::Result<()> {
        let ended = self.try_login(email, password, Some(step))?;
        self.unlocked(&ended)
    }

    /// A login that may fail. Where it succeeds, the vault stays locked for the commands that follow.
    pub fn try_login(&self, email: &str, password: &str, step: Option<SecondStep<'_>>) -> anyhow::Result<Ended> {
        let step = match step {
            None => vec![],
            Some(SecondStep::Authenticator(code)) => vec!["--method", "0", "--code", code],
            Some(SecondStep::Email(code)) => vec!["--method", "1", "--code", code],
        };
        let words = [&["login", email, "--passwordenv", "PASSWORD", "--raw"], &*step].concat();
        self.run_with(&words, &[("PASSWORD", password)])
    }

    /// Logs in with a person's API key, `user.…`. The vault stays locked: [`Bw::unlock`].
    pub fn login_with_key(&self, client_id: &str, client_secret: &str) -> anyhow::Result<Ended> {
        self.run_with(&["login", "--apikey"], &[("BW_CLIENTID", client_id), ("BW_CLIENTSECRET", client_secret)])
    }

    /// Unlocks the vault for the commands that follow.
    pub fn unlock(&mut self, password: &str) -> anyhow::Result<()> {
        let words = ["unlock", "--passwordenv", "PASSWORD", "--raw"];
        let ended = self.run_with(&words, &[("PASSWORD", password)])?;
        self.unlocked(&ended)
    }

    /// `unauthenticated`, `locked` or `unlocked`.
    pub fn status(&self) -> anyhow::Result<String> {
        let status = self.json(&["status"])?;
        let status = status.get("status").and_then(Value::as_str);
        Ok(status.context("no status")?.to_owned())
    }

    /// Gets what is new; nothing where the server says that nothing is.
    pub fn sync(&self) -> anyhow::Result<()> {
        self.succeed(&["sync"]).map(drop)
    }

    /// Lists `items`, `collections`, `org-members` and so on.
    pub fn list(&self, objects: &str, options: &[&str]) -> anyhow::Result<Vec<Value>> {
        match self.json(&[&["list", objects], options].concat())? {
            Value::Array(list) => Ok(list),
            other => anyhow::bail!("no list of {objects}: {other}"),
        }
    }

    /// Creates an `item`, a `folder` or an `org-collection` and gives what became of it.
    pub fn create(&self, object: &str, document: &Value, options: &[&str]) -> anyhow::Result<Value> {
        self.json(&[&["create", object, &*encoded(document)], options].concat())
    }

    /// Puts this document in the place of the one with this id.
    pub fn edit(&self, object: &str, id: &str, document: &Value, options: &[&str]) -> anyhow::Result<Value> {
        self.json(&[&["edit", object, id, &*encoded(document)], options].concat())
    }

    /// The password of an item, found by its id or a word of its name.
    pub fn password(&self, item: &str) -> anyhow::Result<String> {
        self.succeed(&["get", "password", item])
    }

    /// Moves an item of one's own into collections of an organization.
    pub fn move_item(&self, id: &str, organization: &str, collections: &[&str]) -> anyhow::Result<Value> {
        self.json(&["move", id, organization, &encoded(&collections.into())])
    }

    /// The members of an organization, as its administrators see them.
    pub fn org_members(&self, organization: &str) -> anyhow::Result<Vec<Value>> {
        self.list("org-members", &["--organizationid", organization])
    }

    /// Wraps the key of the organization for a member who has accepted.
    pub fn confirm_org_member(&self, id: &str, organization: &str) -> anyhow::Result<()> {
        self.succeed(&["confirm", "org-member", id, "--organizationid", organization]).map(drop)
    }

    /// Takes over the session key that a login or an unlock printed.
    fn unlocked(&mut self, ended: &Ended) -> anyhow::Result<()> {
        let key = ended.clone().success()?;
        // Where the first sync fails, a login ends well and prints `undefined`.
        ensure!(key.len() == 88, "no session key: {ended}");
        self.session = Some(key);
        Ok(())
    }

    fn run_with(&self, words: &[&str], variables: &[(&str, &str)]) -> anyhow::Result<Ended> {
        let mut command = Command::new("timeout");
        command.args(["--signal=KILL", PATIENCE]).arg(self.program.node()).arg(self.program.script()).args(words);
        // Nothing of whoever runs the tests: no proxy, no profile, no session.
        command.env_clear().env("PATH", "/usr/bin:/bin").env("HOME", self.profile.path());
        command.env("BITWARDENCLI_APPDATA_DIR", self.profile.path().join("bw"));
        command.env("NODE_EXTRA_CA_CERTS", &self.authority).env("BW_NOINTERACTION", "true");
        command.envs(self.session.iter().map(|key| ("BW_SESSION", key))).envs(variables.iter().copied());
        let output = command.stdin(Stdio::null()).output()?;
        let text = |bytes| Ok::<_, anyhow::Error>(String::from_utf8(bytes)?.trim().to_owned());
        Ok(Ended {
            words: words.iter().map(|&word| word.to_owned()).collect(),
            code: output.status.code(),
            stdout: text(output.stdout)?,
            stderr: text(output.stderr)?,
        })
    }
}

impl Ended {
    /// What it printed; fails unless it succeeded.
    pub fn success(self) -> anyhow::Result<String> {
        ensure!(self.code == Some(0), "failed: {self}");
        Ok(self.stdout)
    }

    /// What it complained; fails unless it failed, and in time.
    pub fn failure(self) -> anyhow::Result<String> {
        ensure!(self.code == Some(1), "did not fail as it does: {self}");
        Ok(self.stderr)
    }
}

impl fmt::Display for Ended {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { words, code, stdout, stderr } = self;
        write!(formatter, "bw {}: exit {code:?}\nstdout: {stdout}\nstderr: {stderr}", words.join(" "))
    }
}

/// A document as a word of a command.
pub fn encoded(document: &Value) -> String {
    BASE64_STANDARD.encode(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::Authority;

    #[test]
    fn a_new_profile_knows_its_server_and_nobody() {
        let directory = TempDir::new().unwrap();
        let authority = Authority::new(directory.path()).unwrap();
        let mut bw = Bw::new("https://localhost:1", &authority.file()).unwrap();
        let status = bw.json(&["status"]).unwrap();
        assert_eq!((&status["serverUrl"], &status["userEmail"]), (&"https://localhost:1".into(), &Value::Null));
        assert_eq!(bw.status().unwrap(), "unauthenticated");
        assert_eq!(bw.fail(&["sync"]).unwrap(), "You are not logged in.");
        // Nobody is there.
        let error = bw.login("ada@example.com", "not told to anybody").unwrap_err().to_string();
        assert!(error.contains("exit Some(1)") && !error.contains("not told to anybody"), "{error}");
    }
}

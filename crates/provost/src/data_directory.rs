//! The files of an installation: database, trace, data key, published tips.

use crate::options::DataOptions;
use anyhow::{Context as _, bail};
use application::{DataKey, TipFile};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Entropy;
use http_kit::PublicUrl;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use storage::DatabaseUrl;

/// The file that tells a demo's directory from one with data that matter.
const DEMO_MARK: &str = "demo";
/// The master password of a demo's owners.
const DEMO_PASSWORD: &str = "demo-password";
/// The private key of the demo's CA.
const CA_KEY: &str = "ca-key.pem";
/// The file that a server locks, and in which it notes where its SCIM listener is reached.
const SERVER_LOCK: &str = "server.lock";

/// The data directory.
#[derive(Debug, Clone)]
pub(crate) struct DataDirectory {
    path: PathBuf,
    options: DataOptions,
}

impl DataDirectory {
    /// The directory of these options; made when it is not there and `create` says so.
    pub(crate) fn open(options: &DataOptions, create: bool) -> anyhow::Result<Self> {
        let path = options.data.clone();
        if !path.is_dir() {
            if path.exists() {
                bail!("{} is a file, not a directory. Name a directory for the data with --data", path.display());
            }
            if !create {
                bail!(
                    "there is no data directory {}. Start `{}` first, or name another one with --data",
                    path.display(),
                    options.command("serve")
                );
            }
            fs::DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(&path)
                .with_context(|| format!("the data directory {} could not be made", path.display()))?;
        }
        Ok(Self { path, options: options.clone() })
    }

    /// Refuses a directory whose data no demo made: a demo prints the keys of what it finds, and sends no real mails.
    pub(crate) fn require_demo(&self) -> anyhow::Result<()> {
        if self.has_data() && !self.is_demo() {
            bail!("{}", self.no_demo());
        }
        Ok(())
    }

    /// What is told where a demo would touch data that are none of its own.
    pub(crate) fn no_demo(&self) -> String {
        let place = match &self.options.database {
            Some(database) => format!("{} and {database}", self.path.display()),
            None => self.path.display().to_string(),
        };
        format!(
            "a demo leaves {place} alone: its data were not made by `provost demo`. Serve them with `{}`, or choose another \
             directory for the demo with --data",
            self.serve_command()
        )
    }

    /// Whether a demo made what is here.
    pub(crate) fn is_demo(&self) -> bool {
        self.path.join(DEMO_MARK).exists()
    }

    /// Marks a directory as a demo's.
    pub(crate) fn mark_as_demo(&self) -> anyhow::Result<()> {
        if self.is_demo() {
            return Ok(());
        }
        let mark = self.path.join(DEMO_MARK);
        let text = "Made by `provost demo`: `provost demo --reset` may remove the data beside this file.\n";
        fs::write(&mark, text).with_context(|| format!("{} could not be made", mark.display()))
    }

    /// Removes what a demo has written; the directory may hold other files.
    pub(crate) fn reset(&self) -> anyhow::Result<()> {
        self.require_demo()?;
        for name in ["provost.db", "trace.db", "data-key", "event-tips", DEMO_PASSWORD] {
            for suffix in ["", "-wal", "-shm", "-journal", ".next", ".lock"] {
                let file = self.path.join(format!("{name}{suffix}"));
                match fs::remove_file(&file) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                        return Err(error).with_context(|| format!("{} could not be removed", file.display()));
                    }
                    _ => {}
                }
            }
        }
        self.remove_mails().context("the mails of an earlier demo could not be removed")
    }

    fn remove_mails(&self) -> std::io::Result<()> {
        let Ok(entries) = fs::read_dir(self.path.join("mail")) else { return Ok(()) };
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "eml") {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    /// Whether a demo may remove what is here with --reset.
    pub(crate) fn may_be_reset(&self) -> bool {
        self.options.database.is_none() && self.is_demo()
    }

    fn has_data(&self) -> bool {
        ["provost.db", "data-key"].iter().any(|name| self.path.join(name).exists())
    }

    /// Claims the directory for a server, as long as the value lives: two servers on one directory would each keep what
    /// the other one changes in their memory, and a reset would take the files from under a running one.
    pub(crate) fn claim(&self) -> anyhow::Result<Claim> {
        let path = self.path.join(SERVER_LOCK);
        let file = fs::File::options().create(true).write(true).truncate(false).open(&path);
        let file = file.with_context(|| format!("{} could not be made", path.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(Claim(file)),
            Err(fs::TryLockError::WouldBlock) => bail!(
                "the data directory {} is in use by another server. Stop that one first, or choose another directory with \
                 --data",
                self.path.display()
            ),
            Err(fs::TryLockError::Error(error)) => Err(error).with_context(|| format!("{}", path.display())),
        }
    }

    /// Where the SCIM listener of the last server on these data is or was reached.
    pub(crate) fn noted_scim_url(options: &DataOptions) -> Option<PublicUrl> {
        fs::read_to_string(options.data.join(SERVER_LOCK)).ok()?.trim().parse().ok()
    }

    /// The main database.
    pub(crate) fn database(&self) -> anyhow::Result<DatabaseUrl> {
        self.options.database.as_ref().map_or_else(|| self.file("provost.db"), |url| Ok(url.clone()))
    }

    /// Where the trace goes: a file of its own beside a SQLite database, the database itself on PostgreSQL.
    pub(crate) fn trace_database(&self) -> anyhow::Result<DatabaseUrl> {
        match &self.options.database {
            Some(url) if url.is_postgres() => Ok(url.clone()),
            _ => self.file("trace.db"),
        }
    }

    /// The file of the published tips.
    pub(crate) fn tip_file(&self) -> TipFile {
        TipFile::new(self.path.join("event-tips"))
    }

    /// The command that serves what is here.
    pub(crate) fn serve_command(&self) -> String {
        self.options.command("serve")
    }

    /// The file of the data key.
    pub(crate) fn data_key_file(&self) -> PathBuf {
        self.path.join("data-key")
    }

    /// Makes the file of the data key. One that another process has made meanwhile stays.
    pub(crate) fn make_data_key(&self) -> anyhow::Result<()> {
        write_secret(&self.data_key_file(), &DataKey::generate_text(&Entropy::system()))
    }

    /// The data key: given, or of its file; none where neither is.
    pub(crate) fn data_key(&self) -> anyhow::Result<Option<DataKey>> {
        if let Some(secret) = &self.options.data_key {
            return DataKey::parse(secret.reveal()).context("PROVOST_DATA_KEY").map(Some);
        }
        let path = self.data_key_file();
        let Some(text) = read_secret(&path, "rotate the SCIM keys")? else { return Ok(None) };
        DataKey::parse(&text).with_context(|| format!("{}", path.display())).map(Some)
    }

    /// The master password of the demo's owners, made where there is none yet.
    pub(crate) fn demo_password(&self) -> anyhow::Result<String> {
        let path = self.path.join(DEMO_PASSWORD);
        let remedy = "change the owners' master passwords";
        if let Some(password) = read_secret(&path, remedy)? {
            return Ok(password.trim_end().to_owned());
        }
        let bytes: [u8; 9] = Entropy::system().bytes();
        write_secret(&path, &URL_SAFE_NO_PAD.encode(bytes))?;
        Ok(read_secret(&path, remedy)?.context("the demo's password was removed meanwhile")?.trim_end().to_owned())
    }

    /// The key of the demo's own CA, in PEM form; none where it was not made yet.
    pub(crate) fn ca_key(&self) -> anyhow::Result<Option<String>> {
        read_secret(&self.path.join(CA_KEY), "remove it: a new one is made, with a new ca.pem for the clients")
    }

    /// Makes the file of the CA's key.
    pub(crate) fn make_ca_key(&self, pem: &str) -> anyhow::Result<()> {
        write_secret(&self.path.join(CA_KEY), pem.trim_end())
    }

    /// The file of the CA's certificate, by a path that holds in every directory.
    pub(crate) fn ca_certificate_file(&self) -> anyhow::Result<PathBuf> {
        std::path::absolute(self.path.join("ca.pem")).context("the path of the data directory")
    }

    fn file(&self, name: &str) -> anyhow::Result<DatabaseUrl> {
        let path = self.path.join(name);
        let text = path.to_str().context("the path of the data directory is not UTF-8")?;
        format!("sqlite:{text}").parse().context("the path of the data directory")
    }
}

/// A data directory that no other server uses meanwhile.
#[derive(Debug)]
pub(crate) struct Claim(fs::File);

impl Claim {
    /// Notes where the SCIM listener is reached, for the commands that show it. They can do without.
    pub(crate) fn note_scim_url(&mut self, url: &str) {
        let _ = self.0.set_len(0).and_then(|()| writeln!(self.0, "{url}"));
    }
}

/// Reads a file that nobody but its owner may read; none where there is none. Where others can, `remedy` is what to do
/// if somebody did.
fn read_secret(path: &Path, remedy: &str) -> anyhow::Result<Option<String>> {
    if !path.exists() {
        return Ok(None);
    }
    let mode = fs::metadata(path).with_context(|| format!("{}", path.display()))?.permissions().mode();
    if mode & 0o077 != 0 {
        bail!(
            "others can read the key {} (mode {:03o}). Make it private: chmod 600 {}. If somebody may have read it, {remedy}",
            path.display(),
            mode & 0o777,
            path.display(),
        );
    }
    fs::read_to_string(path).with_context(|| format!("{}", path.display())).map(Some)
}

/// Makes a file that only its owner can read. It is there whole or not at all, and one that another process has made
/// meanwhile stays.
fn write_secret(path: &Path, text: &str) -> anyhow::Result<()> {
    let next = path.with_extension(format!("next-{}", std::process::id()));
    let made = write_private(&next, text).and_then(|()| match fs::hard_link(&next, path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    });
    // What could not be written need not be there to be removed.
    let _ = fs::remove_file(&next);
    // Without the key the database is lost, so its name must reach the disk before the first row does.
    made.and_then(|()| fs::File::open(path.parent().unwrap_or(path))?.sync_all())
        .with_context(|| format!("the key {} could not be made", path.display()))
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    writeln!(file, "{text}")?;
    file.sync_all()
}

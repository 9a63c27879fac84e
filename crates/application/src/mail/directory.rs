//! Mails as files, for trying the program and for programs that fetch them.

use super::{Mail, MailStage, SendError};
use domain::Timestamp;
use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// A directory that takes one `.eml` file a mail, readable by its owner alone. Names sort by the time of writing.
#[derive(Debug, Clone)]
pub struct MailDirectory(PathBuf);

impl MailDirectory {
    /// The directory at this path; made where there is none.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn open(path: &Path) -> io::Result<Self> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        Ok(Self(path.to_owned()))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Puts a mail there. A mail that is sent again takes the place of its file. Some kilobytes go into the system's
    /// memory: to hand them to another thread would take longer.
    pub(super) fn put(&self, mail: &Mail, bytes: &[u8]) -> Result<(), SendError> {
        write(&self.file_of(mail), bytes).map_err(|error| SendError {
            stage: MailStage::Deliver,
            is_permanent: false,
            reason: format!("{}: {error}", self.0.display()),
        })
    }

    /// The file of a mail.
    pub fn file_of(&self, mail: &Mail) -> PathBuf {
        self.0.join(file_name(mail.id, mail.written_at))
    }

    /// A mail that was put there; none where it is gone, or was never there.
    pub(super) fn read(&self, id: Uuid, written_at: Timestamp) -> io::Result<Option<String>> {
        match fs::read_to_string(self.0.join(file_name(id, written_at))) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// `20261125T223900.123456Z-…`
fn file_name(id: Uuid, written_at: Timestamp) -> String {
    let time = jiff::Timestamp::from_microsecond(written_at.micros()).unwrap_or_default();
    format!("{}-{id}.eml", time.strftime("%Y%m%dT%H%M%S.%6fZ"))
}

/// Writes a file under another name and then renames it: whoever looks sees all of it or nothing.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // Another process may be writing the same mail.
    let unfinished = path.with_extension(format!("{}.part", std::process::id()));
    let mut file = fs::File::options().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    let written = file.write_all(bytes).and_then(|()| fs::rename(&unfinished, path));
    if written.is_err() {
        // The reason is told; what is left of it is no mail.
        let _ = fs::remove_file(&unfinished);
    }
    written
}

//! Tips of the event chains, kept outside the database: a tail that is cut together with its tip shows here alone.

use domain::{ChainHash, OrganizationId};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Where an organization's log ended when its tip was last published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublishedTip {
    /// The number of the last event.
    pub sequence: i64,
    /// Its hash.
    pub head: ChainHash,
}

/// A text file with one line per organization: id, number of the last event, its hash.
#[derive(Debug, Clone)]
pub struct TipFile(PathBuf);

impl TipFile {
    /// The file at this path.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// What it holds; nothing where there is no file yet.
    ///
    /// # Errors
    /// Where it cannot be read, or a line is none of ours.
    pub fn read(&self) -> io::Result<BTreeMap<OrganizationId, PublishedTip>> {
        let text = match std::fs::read_to_string(&self.0) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
            Err(error) => return Err(error),
        };
        text.lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| parse(line).ok_or_else(|| malformed(line)))
            .collect()
    }

    /// Puts newer tips in. The file is replaced as a whole, so that a crash leaves the old one or the new one.
    ///
    /// # Errors
    /// Where it cannot be read or written.
    pub fn publish(&self, newer: &[(OrganizationId, PublishedTip)]) -> io::Result<()> {
        // A command beside the server publishes too. The lock ends with the file.
        let beside = self.beside(".lock");
        let lock = std::fs::File::options().create(true).write(true).truncate(false).open(beside)?;
        lock.lock()?;
        let mut tips = self.read()?;
        for (id, tip) in newer {
            let kept = tips.entry(*id).or_insert(*tip);
            if tip.sequence > kept.sequence {
                *kept = *tip;
            }
        }
        let next = self.beside(".next");
        let mut file = std::fs::File::create(&next)?;
        for (id, tip) in &tips {
            writeln!(file, "{id} {} {}", tip.sequence, tip.head)?;
        }
        file.sync_all()?;
        std::fs::rename(&next, &self.0)
    }

    fn beside(&self, suffix: &str) -> PathBuf {
        let mut path = self.0.clone().into_os_string();
        path.push(suffix);
        path.into()
    }
}

fn malformed(line: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("not a published tip: {line:?}"))
}

fn parse(line: &str) -> Option<(OrganizationId, PublishedTip)> {
    let mut parts = line.split(' ');
    let id = OrganizationId::parse(parts.next()?)?;
    let sequence = parts.next()?.parse().ok()?;
    let hex = parts.next()?;
    let bytes: Vec<u8> =
        (0..hex.len()).step_by(2).filter_map(|i| u8::from_str_radix(hex.get(i..i + 2)?, 16).ok()).collect();
    Some((id, PublishedTip { sequence, head: ChainHash::from_bytes(&bytes)? }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_tip_only_moves_forward() {
        let directory = tempfile::tempdir().unwrap();
        let file = TipFile::new(directory.path().join("tips"));
        let id = OrganizationId::from_uuid(Uuid::from_u128(5));
        let tip = |sequence| PublishedTip { sequence, head: ChainHash::from_bytes(&[7; 32]).unwrap() };
        assert!(file.read().unwrap().is_empty());
        file.publish(&[(id, tip(9))]).unwrap();
        file.publish(&[(id, tip(3)), (OrganizationId::from_uuid(Uuid::nil()), tip(1))]).unwrap();
        let tips = file.read().unwrap();
        assert_eq!(tips.get(&id), Some(&tip(9)));
        assert_eq!(tips.len(), 2);
        std::fs::write(file.path(), "nonsense\n").unwrap();
        assert!(file.read().is_err());
    }
}

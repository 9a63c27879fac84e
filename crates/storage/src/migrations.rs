//! The schema's history, oldest first. A migration that was released is never edited: add the next one.

use crate::migrate::{Migration, fingerprint, migration};

pub(crate) const MIGRATIONS: &[Migration] = &[
    migration!("0001_provisioning"),
    migration!("0002_trace"),
    migration!("0003_accounts"),
    migration!("0004_console"),
    migration!("0005_reporting"),
];

/// A short name of the schema's whole history: it changes with every migration, and stays short however many there are.
pub fn schema_fingerprint() -> String {
    let newest = MIGRATIONS.last().map_or("none", |migration| migration.name);
    let checksums: String = MIGRATIONS.iter().map(Migration::checksum).collect();
    format!("{}_{}", newest.split('_').next().unwrap_or_default(), fingerprint(&checksums))
}

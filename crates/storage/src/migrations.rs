//! The schema's history, oldest first. A migration that was released is never edited: add the next one.

use crate::migrate::{Migration, migration};

pub(crate) const MIGRATIONS: &[Migration] = &[migration!("0001_provisioning"), migration!("0002_trace")];

//! When, from where and by what keys were last used: remembered here, written down now and then.

use domain::{OrganizationId, ScimKeyId, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The newest use of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUse {
    /// Whose key.
    pub organization_id: OrganizationId,
    /// The key.
    pub id: ScimKeyId,
    /// When.
    pub at: Timestamp,
    /// The caller's address.
    pub address: String,
    /// The caller's user agent.
    pub agent: Option<String>,
}

/// Uses that are not written down yet.
#[derive(Debug, Default)]
pub(crate) struct KeyUses(Mutex<HashMap<ScimKeyId, KeyUse>>);

/// Uses closer together than this are told as one.
const RESOLUTION_MICROS: i64 = 1_000_000;

impl KeyUses {
    /// Notes a use.
    pub(crate) fn note(
        &self,
        organization_id: OrganizationId,
        id: ScimKeyId,
        at: Timestamp,
        address: impl FnOnce() -> String,
        agent: impl FnOnce() -> Option<String>,
    ) {
        let mut uses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if uses.get(&id).is_none_or(|known| at.micros() - known.at.micros() >= RESOLUTION_MICROS) {
            uses.insert(id, KeyUse { organization_id, id, at, address: address(), agent: agent() });
        }
    }

    /// Takes what is to be written down.
    pub(crate) fn take(&self) -> Vec<KeyUse> {
        let mut uses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        uses.drain().map(|(_, key)| key).collect()
    }
}

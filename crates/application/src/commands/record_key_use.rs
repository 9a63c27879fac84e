//! The server writes down when its keys were last used.

use crate::KeyUse;
use storage::tables::scim_key;
use storage::{Command, StorageError, Transaction};

/// Stores the newest use of some keys. It is no change of an organization: no event, no lock.
#[derive(Debug, Clone)]
pub(crate) struct RecordKeyUse(pub(crate) Vec<KeyUse>);

impl Command for RecordKeyUse {
    type Output = ();
    type Error = StorageError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<(), StorageError> {
        for key in &self.0 {
            let (address, agent) = (Some(key.address.as_str()), key.agent.as_deref());
            scim_key::update_use(tx, key.organization_id, key.id, key.at, address, agent).await?;
        }
        Ok(())
    }
}

//! Everything that a person can see.

use crate::{ClientError, Collection, OpenItem, Profile, SealedItem, Session};
use serde::Deserialize;
use vault_crypto::CryptoError;

/// What the server gives a person, with names and items still encrypted.
#[derive(Debug, Clone, Deserialize)]
pub struct SyncedVault {
    /// The person, with the organizations in which they are confirmed.
    pub profile: Profile,
    /// The collections that they see.
    #[serde(default)]
    pub collections: Vec<Collection>,
    /// The items that they see.
    #[serde(default, rename = "ciphers")]
    pub items: Vec<SealedItem>,
}

impl Session {
    /// Asks for everything.
    pub async fn sync(&self) -> Result<SyncedVault, ClientError> {
        self.get("/api/sync?excludeDomains=true").await
    }

    /// Opens every item with the keys that come with it.
    pub fn open_items(&self, vault: &SyncedVault) -> Result<Vec<OpenItem>, ClientError> {
        let organizations = &vault.profile.organizations;
        let keys = organizations
            .iter()
            .map(|organization| Ok((organization.id, self.keys().open_organization(&organization.key)?)));
        let keys: Vec<_> = keys.collect::<Result<_, ClientError>>()?;
        let open = |item: &SealedItem| {
            let key = match item.organization_id {
                None => Some(self.keys().user_key.symmetric_key()),
                Some(id) => keys.iter().find(|(of, _)| *of == id).map(|(_, key)| key.symmetric_key()),
            };
            Ok(item.open(key.ok_or(CryptoError::Decryption)?)?)
        };
        vault.items.iter().map(open).collect()
    }
}

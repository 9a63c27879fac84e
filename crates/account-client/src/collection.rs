//! Collections of an organization.

use crate::keys::parsed;
use crate::session::List;
use crate::{ClientError, Session, UnlockedOrganization};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;
use vault_crypto::{CryptoError, OrganizationKey};

/// A collection, its name still encrypted.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Collection {
    /// The id of the collection.
    pub id: Uuid,
    /// Whose it is.
    pub organization_id: Uuid,
    /// The name, under the organization's key.
    pub name: String,
    /// The directory's identifier, where one is known.
    #[serde(default)]
    pub external_id: Option<String>,
}

impl Collection {
    /// The name in clear.
    pub fn open_name(&self, key: &OrganizationKey) -> Result<String, CryptoError> {
        let name = key.symmetric_key().decrypt(&parsed(&self.name)?)?;
        name.reveal_text().map(str::to_owned).ok_or(CryptoError::Decryption)
    }
}

/// What a member or a group may do in a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CollectionAccess {
    /// The membership or the group.
    pub id: Uuid,
    /// Nothing may be changed.
    pub read_only: bool,
    /// Passwords may be filled in but not shown.
    pub hide_passwords: bool,
    /// Who may do what in the collection may be changed.
    pub manage: bool,
}

impl CollectionAccess {
    /// Reading and changing items.
    pub fn edit(id: Uuid) -> Self {
        Self { id, read_only: false, hide_passwords: false, manage: false }
    }

    /// Everything.
    pub fn manage(id: Uuid) -> Self {
        Self { manage: true, ..Self::edit(id) }
    }
}

impl Session {
    /// Makes a collection for these members and groups.
    pub async fn create_collection(
        &self,
        organization: &UnlockedOrganization,
        name: &str,
        users: &[CollectionAccess],
        groups: &[CollectionAccess],
    ) -> Result<Collection, ClientError> {
        let name = organization.key.symmetric_key().encrypt(name.as_bytes())?.to_string();
        let body = json!({"name": name, "externalId": null, "groups": groups, "users": users});
        self.post(&format!("/api/organizations/{}/collections", organization.id), &body).await
    }

    /// All collections of an organization, for who may see them all.
    pub async fn collections(&self, organization_id: Uuid) -> Result<Vec<Collection>, ClientError> {
        let list: List<Collection> = self.get(&format!("/api/organizations/{organization_id}/collections")).await?;
        Ok(list.data)
    }
}

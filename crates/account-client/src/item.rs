//! Items: logins with a user name and a password.

use crate::keys::parsed;
use crate::{ClientError, Secret, Session, UnlockedOrganization};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;
use vault_crypto::{CryptoError, EncString, SymmetricKey};

/// Bitwarden's number of logins.
const LOGIN: u8 = 1;

/// A login in clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginItem {
    /// The name of the item.
    pub name: String,
    /// Who logs in.
    pub username: Option<String>,
    /// With what.
    pub password: Option<Secret>,
}

/// An item as the server keeps it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SealedItem {
    /// The id of the item.
    pub id: Uuid,
    /// Whose it is, unless it is the person's own.
    #[serde(default)]
    pub organization_id: Option<Uuid>,
    /// Where it is shared.
    #[serde(default)]
    pub collection_ids: Option<Vec<Uuid>>,
    /// The item's own key, where it has one, under the person's or the organization's.
    #[serde(default)]
    key: Option<String>,
    name: String,
    #[serde(default)]
    login: Option<SealedLogin>,
}

#[derive(Debug, Clone, Deserialize)]
struct SealedLogin {
    username: Option<String>,
    password: Option<String>,
}

/// An item in clear, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenItem {
    /// The id of the item.
    pub id: Uuid,
    /// Whose it is, unless it is the person's own.
    pub organization_id: Option<Uuid>,
    /// Where it is shared.
    pub collection_ids: Vec<Uuid>,
    /// What is in it.
    pub login: LoginItem,
}

impl LoginItem {
    /// A login.
    pub fn new(name: &str, username: &str, password: &str) -> Self {
        Self { name: name.to_owned(), username: Some(username.to_owned()), password: Some(password.into()) }
    }

    fn seal(&self, key: &SymmetricKey, organization_id: Option<Uuid>, account_id: Uuid) -> Result<Value, CryptoError> {
        let seal = |text: &str| key.encrypt(text.as_bytes()).map(|sealed| sealed.to_string());
        let username = self.username.as_deref().map(seal).transpose()?;
        let password = self.password.as_ref().map(|password| seal(password.reveal())).transpose()?;
        Ok(json!({
            "type": LOGIN,
            "encryptedFor": account_id,
            "organizationId": organization_id,
            "name": seal(&self.name)?,
            "notes": null,
            "favorite": false,
            "reprompt": 0,
            "login": {"uris": [], "username": username, "password": password, "totp": null},
            "fields": [],
        }))
    }
}

impl SealedItem {
    /// Opens it with the key of its organization, or with the person's where it is their own.
    pub fn open(&self, key: &SymmetricKey) -> Result<OpenItem, CryptoError> {
        let own = self.key.as_deref().map(|own| key.unwrap(&parsed(own)?)).transpose()?;
        let key = own.as_ref().unwrap_or(key);
        let open = |sealed: &str| {
            let sealed: EncString = parsed(sealed)?;
            let text = key.decrypt(&sealed)?;
            text.reveal_text().map(str::to_owned).ok_or(CryptoError::Decryption)
        };
        let login = self.login.as_ref();
        let username = login.and_then(|login| login.username.as_deref()).map(open).transpose()?;
        let password = login.and_then(|login| login.password.as_deref()).map(open).transpose()?;
        let login = LoginItem { name: open(&self.name)?, username, password: password.map(Secret::from) };
        let collection_ids = self.collection_ids.clone().unwrap_or_default();
        Ok(OpenItem { id: self.id, organization_id: self.organization_id, collection_ids, login })
    }
}

impl Session {
    /// Makes an item of the person's own.
    pub async fn create_item(&self, item: &LoginItem) -> Result<SealedItem, ClientError> {
        let body = item.seal(self.keys().user_key.symmetric_key(), None, self.account_id())?;
        self.post("/api/ciphers", &body).await
    }

    /// Makes an item in collections of an organization.
    pub async fn create_shared_item(
        &self,
        organization: &UnlockedOrganization,
        collection_ids: &[Uuid],
        item: &LoginItem,
    ) -> Result<SealedItem, ClientError> {
        let cipher = item.seal(organization.key.symmetric_key(), Some(organization.id), self.account_id())?;
        self.post("/api/ciphers/create", &json!({"cipher": cipher, "collectionIds": collection_ids})).await
    }

    /// Reads one item.
    pub async fn item(&self, id: Uuid) -> Result<SealedItem, ClientError> {
        self.get(&format!("/api/ciphers/{id}")).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(fields: &Value) -> SealedItem {
        let mut whole = fields.clone();
        whole["id"] = json!(Uuid::nil());
        serde_json::from_value(whole).unwrap()
    }

    #[test]
    fn an_item_opens_with_its_key_alone() {
        let key = SymmetricKey::generate().unwrap();
        let item = LoginItem::new("Router", "admin", "s3cret");
        let body = item.seal(&key, None, Uuid::nil()).unwrap();
        assert!(!body.to_string().contains("s3cret") && !body.to_string().contains("Router"));
        assert_eq!(sealed(&body).open(&key).unwrap().login, item);
        let other = SymmetricKey::generate().unwrap();
        assert_eq!(sealed(&body).open(&other), Err(CryptoError::Decryption));
        assert!(!format!("{item:?}").contains("s3cret"));
    }

    #[test]
    fn an_item_may_have_a_key_of_its_own() {
        let (outer, own) = (SymmetricKey::generate().unwrap(), SymmetricKey::generate().unwrap());
        let item = LoginItem { name: "Note".to_owned(), username: None, password: None };
        let mut body = item.seal(&own, None, Uuid::nil()).unwrap();
        body["key"] = json!(outer.wrap(&own).unwrap().to_string());
        assert_eq!(sealed(&body).open(&outer).unwrap().login, item);
    }
}

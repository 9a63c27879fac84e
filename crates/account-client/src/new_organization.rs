//! An organization that is about to be made.

use serde_json::{Value, json};
use vault_crypto::{CryptoError, EncString, OrganizationKey, PrivateKey, PublicKey};

/// Keys of a new organization: unlocked, and as the server is to keep them. Made without any server.
#[derive(Debug)]
pub struct NewOrganization {
    /// The key itself.
    pub key: OrganizationKey,
    /// The key, sealed for the owner; type 4.
    pub sealed_key: EncString,
    /// The public half of the organization's pair.
    pub public_key: PublicKey,
    /// The private half, under the organization's key; type 2.
    pub wrapped_private_key: EncString,
    /// The name of the first collection, under the organization's key; type 2.
    pub collection_name: EncString,
}

impl NewOrganization {
    /// Makes them for an owner.
    pub fn generate(owner: &PublicKey) -> Result<Self, CryptoError> {
        let key = OrganizationKey::generate()?;
        let pair = PrivateKey::generate()?;
        Ok(Self {
            sealed_key: key.seal_for(owner)?,
            public_key: pair.public_key()?,
            wrapped_private_key: pair.wrap(key.symmetric_key())?,
            collection_name: key.symmetric_key().encrypt(b"Default collection")?,
            key,
        })
    }

    /// The body of `POST /api/organizations`.
    pub fn creation(&self, name: &str, billing_email: &str) -> Value {
        self.with_keys([("name", name.into()), ("billingEmail", billing_email.into()), ("planType", 0.into())])
    }

    /// The body with which the first owner of an organization that is there accepts.
    pub(crate) fn initialization(&self, token: &str) -> Value {
        self.with_keys([("token", token.into())])
    }

    fn with_keys<const N: usize>(&self, more: [(&str, Value); N]) -> Value {
        let keys = [
            ("collectionName", json!(self.collection_name.to_string())),
            ("key", json!(self.sealed_key.to_string())),
            (
                "keys",
                json!({
                    "publicKey": self.public_key.to_string(),
                    "encryptedPrivateKey": self.wrapped_private_key.to_string(),
                }),
            ),
        ];
        more.into_iter().chain(keys).map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AccountKeys;

    #[test]
    fn the_owner_opens_everything() {
        let owner = AccountKeys::generate().unwrap();
        let organization = NewOrganization::generate(&owner.public_key().unwrap()).unwrap();
        let body = organization.creation("Acme", "olga@example.test");
        let key = owner.open_organization(body["key"].as_str().unwrap()).unwrap();
        assert_eq!(key, organization.key);
        let text = |pointer: &str| body.pointer(pointer).unwrap().as_str().unwrap().parse::<EncString>().unwrap();
        let name = key.symmetric_key().decrypt(&text("/collectionName")).unwrap();
        assert_eq!(name.reveal_text(), Some("Default collection"));
        let pair = PrivateKey::unwrap(&text("/keys/encryptedPrivateKey"), key.symmetric_key()).unwrap();
        assert_eq!(pair.public_key().unwrap().to_string(), body["keys"]["publicKey"]);
    }
}

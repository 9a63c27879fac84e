//! The last step of the handshake: sealing the organization's key for a member.

use crate::member::member_path;
use crate::{ClientError, Member, Session};
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;
use vault_crypto::{CryptoError, FingerprintPhrase, OrganizationKey, PublicKey};

/// A member's public key and the words for comparing it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberKey {
    /// As the server hands it out.
    pub public_key: PublicKey,
    /// What the member sees in their own settings, if the key is theirs.
    pub phrase: FingerprintPhrase,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PublicKeyAnswer {
    public_key: String,
}

impl Session {
    /// The public key of a member who has an account. The server decides which key it hands out: compare the phrase.
    pub async fn member_key(&self, member: &Member) -> Result<MemberKey, ClientError> {
        let account_id = member.user_id.ok_or_else(|| ClientError::Answer {
            request: format!("GET /api/organizations/…/users for {}", member.email),
            reason: "missing field `userId`".to_owned(),
        })?;
        let answer: PublicKeyAnswer = self.get(&format!("/api/users/{account_id}/public-key")).await?;
        let public_key: PublicKey = answer.public_key.parse()?;
        Ok(MemberKey { phrase: FingerprintPhrase::new(&account_id.to_string(), &public_key)?, public_key })
    }

    /// Confirms a member: they get the organization's key, sealed for that public key.
    pub async fn confirm(
        &self,
        organization_id: Uuid,
        key: &OrganizationKey,
        member_id: Uuid,
        public_key: &PublicKey,
    ) -> Result<(), ClientError> {
        let body = json!({
            "key": key.seal_for(public_key)?.to_string(),
            "defaultUserCollectionName": key.symmetric_key().encrypt(b"My items")?.to_string(),
        });
        let path = format!("{}/confirm", member_path(organization_id, member_id));
        self.call(Method::POST, &path, Some(&body)).await.map(drop)
    }

    /// The words for comparing the person's own public key.
    pub fn own_phrase(&self) -> Result<FingerprintPhrase, CryptoError> {
        FingerprintPhrase::new(&self.account_id().to_string(), &self.keys().public_key()?)
    }
}

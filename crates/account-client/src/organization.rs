//! Organizations.

use crate::account::ApiKeyAnswer;
use crate::member::member_path;
use crate::{ClientError, Invitation, NewOrganization, ProfileOrganization, Secret, Session};
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;
use vault_crypto::{OrganizationKey, PublicKey};

/// An organization and its key.
#[derive(Debug, Clone)]
pub struct UnlockedOrganization {
    /// The id of the organization.
    pub id: Uuid,
    /// The name.
    pub name: String,
    /// What its items are encrypted with.
    pub key: OrganizationKey,
}

#[derive(Deserialize)]
struct Created {
    id: Uuid,
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PublicKeyAnswer {
    public_key: String,
}

impl Session {
    /// Makes an organization, whose owner the person becomes.
    pub async fn create_organization(&self, name: &str) -> Result<UnlockedOrganization, ClientError> {
        let new = NewOrganization::generate(&self.keys().public_key()?)?;
        let body = new.creation(name, self.credentials().email());
        let Created { id, name } = self.post("/api/organizations", &body).await?;
        Ok(UnlockedOrganization { id, name, key: new.key })
    }

    /// Accepts the invitation to be the first owner of an organization, whose keys are made here: nobody is there yet who
    /// could confirm this owner, so they are confirmed at once.
    pub async fn accept_as_first_owner(&self, invitation: &Invitation) -> Result<UnlockedOrganization, ClientError> {
        let new = NewOrganization::generate(&self.keys().public_key()?)?;
        let path = format!("{}/accept-init", member_path(invitation.organization_id, invitation.member_id));
        self.call(Method::POST, &path, Some(&new.initialization(&invitation.token))).await?;
        let (id, name) = (invitation.organization_id, invitation.organization_name.clone());
        Ok(UnlockedOrganization { id, name, key: new.key })
    }

    /// Opens an organization in which the person is confirmed; `None` where they are not.
    pub async fn organization(&self, id: Uuid) -> Result<Option<UnlockedOrganization>, ClientError> {
        let found = self.profile().await?.organizations.into_iter().find(|organization| organization.id == id);
        found.map(|organization| self.open_organization(organization)).transpose()
    }

    /// Opens an organization of the profile.
    pub fn open_organization(&self, organization: ProfileOrganization) -> Result<UnlockedOrganization, ClientError> {
        let key = self.keys().open_organization(&organization.key)?;
        Ok(UnlockedOrganization { id: organization.id, name: organization.name, key })
    }

    /// The public half of an organization's pair, for which a member seals their key so that it can be recovered.
    pub async fn organization_public_key(&self, id: Uuid) -> Result<PublicKey, ClientError> {
        let answer: PublicKeyAnswer = self.get(&format!("/api/organizations/{id}/public-key")).await?;
        Ok(answer.public_key.parse()?)
    }

    /// The API key of an organization; its client id is `organization.<id>`.
    pub async fn organization_api_key(&self, id: Uuid) -> Result<Secret, ClientError> {
        let body = json!({"masterPasswordHash": self.master_password_hash(), "type": 0});
        let answer: ApiKeyAnswer = self.post(&format!("/api/organizations/{id}/api-key"), &body).await?;
        Ok(answer.api_key)
    }
}

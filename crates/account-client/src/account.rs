//! The person's own account.

use crate::{ApiKey, ClientError, MemberRole, MemberStatus, Secret, Session};
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

/// A person, as they see themselves.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// The id of the account.
    pub id: Uuid,
    /// The address.
    pub email: String,
    /// The name.
    #[serde(default)]
    pub name: Option<String>,
    /// Changes with whatever ends other sessions.
    #[serde(default)]
    pub security_stamp: Option<String>,
    /// Where they are confirmed.
    #[serde(default)]
    pub organizations: Vec<ProfileOrganization>,
}

/// An organization, as one of its members sees it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProfileOrganization {
    /// The id of the organization.
    pub id: Uuid,
    /// The name.
    pub name: String,
    /// The organization's key, sealed for the member.
    pub key: String,
    /// Confirmed, unless the server lists others too.
    pub status: MemberStatus,
    /// The member's role.
    #[serde(rename = "type")]
    pub role: MemberRole,
    /// The id of the membership.
    #[serde(default)]
    pub organization_user_id: Option<Uuid>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ApiKeyAnswer {
    pub(crate) api_key: Secret,
}

impl Session {
    /// The profile, with the organizations in which the person is confirmed.
    pub async fn profile(&self) -> Result<Profile, ClientError> {
        self.get("/api/accounts/profile").await
    }

    /// Takes another name.
    pub async fn rename(&self, name: &str) -> Result<(), ClientError> {
        self.call(Method::PUT, "/api/accounts/profile", Some(&json!({"name": name}))).await.map(drop)
    }

    /// When what the person can see changed last, in milliseconds since 1970.
    pub async fn revision_date(&self) -> Result<i64, ClientError> {
        self.get("/api/accounts/revision-date").await
    }

    /// The person's own API key.
    pub async fn api_key(&self) -> Result<ApiKey, ClientError> {
        let body = json!({"masterPasswordHash": self.master_password_hash()});
        let answer: ApiKeyAnswer = self.post("/api/accounts/api-key", &body).await?;
        Ok(ApiKey { client_id: format!("user.{}", self.account_id()), client_secret: answer.api_key })
    }

    /// Ends every session of the account, this one too.
    pub async fn end_all_sessions(&self) -> Result<(), ClientError> {
        let body = json!({"masterPasswordHash": self.master_password_hash()});
        self.call(Method::POST, "/api/accounts/security-stamp", Some(&body)).await.map(drop)
    }

    /// Signs this device out for good: its session ends, and the server forgets it.
    pub async fn sign_out(&self) -> Result<(), ClientError> {
        let path = format!("/api/devices/identifier/{}", self.client().device);
        let device = self.call(Method::GET, &path, None).await?;
        let path = format!("/api/devices/{}", device.get("id").and_then(Value::as_str).unwrap_or_default());
        self.call(Method::DELETE, &path, None).await.map(drop)
    }

    /// Deletes the account with everything that is the person's own.
    pub async fn delete_account(&self) -> Result<(), ClientError> {
        let body = json!({"masterPasswordHash": self.master_password_hash()});
        self.call(Method::DELETE, "/api/accounts", Some(&body)).await.map(drop)
    }
}

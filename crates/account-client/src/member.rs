//! Members of an organization, as its admins see them.

use crate::session::List;
use crate::{ClientError, Invitation, MemberRole, MemberStatus, Session};
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;
use vault_crypto::PublicKey;

/// A member, as an admin sees them.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// The id of the membership.
    pub id: Uuid,
    /// The id of the account, as soon as there is one.
    #[serde(default)]
    pub user_id: Option<Uuid>,
    /// The name, where one is known.
    #[serde(default)]
    pub name: Option<String>,
    /// The address.
    pub email: String,
    /// The directory's identifier, where one is known.
    #[serde(default)]
    pub external_id: Option<String>,
    /// How the member came, where the server tells: `scim`, `console`, `publicApi` or `import`.
    #[serde(default)]
    pub origin: Option<String>,
    /// How far the membership has come.
    pub status: MemberStatus,
    /// What the member may do.
    #[serde(rename = "type")]
    pub role: MemberRole,
}

impl Member {
    /// Whether the member has accepted and waits for the organization's key.
    pub fn is_waiting(&self) -> bool {
        self.status == MemberStatus::Accepted
    }

    /// Whether a directory provisioned the member. Where the server does not tell how members came, a directory's
    /// identifier tells.
    pub fn is_from_directory(&self) -> bool {
        match self.origin.as_deref() {
            Some(origin) => matches!(origin, "scim" | "import"),
            None => self.external_id.is_some(),
        }
    }
}

impl Session {
    /// All members.
    pub async fn members(&self, organization_id: Uuid) -> Result<Vec<Member>, ClientError> {
        let list: List<Member> = self.get(&format!("/api/organizations/{organization_id}/users")).await?;
        Ok(list.data)
    }

    /// One member, as they are now.
    pub async fn member(&self, organization_id: Uuid, member_id: Uuid) -> Result<Member, ClientError> {
        self.get(&member_path(organization_id, member_id)).await
    }

    /// Invites people by mail, without groups or collections.
    pub async fn invite(&self, organization_id: Uuid, emails: &[&str], role: MemberRole) -> Result<(), ClientError> {
        let body = json!({
            "emails": emails,
            "type": role.number(),
            "accessSecretsManager": false,
            "collections": [],
            "groups": [],
            "permissions": {},
        });
        let path = format!("/api/organizations/{organization_id}/users/invite");
        self.call(Method::POST, &path, Some(&body)).await.map(drop)
    }

    /// Mails the invitation again, with a new token.
    pub async fn reinvite(&self, organization_id: Uuid, member_id: Uuid) -> Result<(), ClientError> {
        let path = format!("{}/reinvite", member_path(organization_id, member_id));
        self.call(Method::POST, &path, None).await.map(drop)
    }

    /// Accepts an invitation. With the organization's public key, its admins can recover the account from then on.
    pub async fn accept(&self, invitation: &Invitation, recovery: Option<&PublicKey>) -> Result<(), ClientError> {
        let recovery = recovery.map(|key| self.keys().user_key.seal_for_recovery(key)).transpose()?;
        let body = json!({"token": invitation.token, "resetPasswordKey": recovery.map(|key| key.to_string())});
        let path = format!("{}/accept", member_path(invitation.organization_id, invitation.member_id));
        self.call(Method::POST, &path, Some(&body)).await.map(drop)
    }

    /// Shuts a member out.
    pub async fn revoke(&self, organization_id: Uuid, member_id: Uuid) -> Result<(), ClientError> {
        let path = format!("{}/revoke", member_path(organization_id, member_id));
        self.call(Method::PUT, &path, None).await.map(drop)
    }

    /// Lets a revoked member in again.
    pub async fn restore(&self, organization_id: Uuid, member_id: Uuid) -> Result<(), ClientError> {
        let path = format!("{}/restore", member_path(organization_id, member_id));
        self.call(Method::PUT, &path, Some(&json!({}))).await.map(drop)
    }

    /// Removes a member.
    pub async fn remove(&self, organization_id: Uuid, member_id: Uuid) -> Result<(), ClientError> {
        self.call(Method::DELETE, &member_path(organization_id, member_id), None).await.map(drop)
    }
}

pub(crate) fn member_path(organization_id: Uuid, member_id: Uuid) -> String {
    format!("/api/organizations/{organization_id}/users/{member_id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(fields: &serde_json::Value) -> Member {
        let mut whole = json!({"id": Uuid::nil(), "email": "a@example.test", "status": 1, "type": 2});
        whole.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        serde_json::from_value(whole).unwrap()
    }

    #[test]
    fn the_origin_counts_and_else_the_directorys_identifier() {
        for (fields, expected) in [
            (json!({}), false),
            (json!({"externalId": null, "origin": null}), false),
            (json!({"externalId": "00u1"}), true),
            (json!({"origin": "scim"}), true),
            (json!({"origin": "import"}), true),
            (json!({"origin": "console", "externalId": "linked later"}), false),
            (json!({"origin": "publicApi", "externalId": "set by a script"}), false),
        ] {
            assert_eq!(member(&fields).is_from_directory(), expected, "{fields}");
        }
    }

    #[test]
    fn only_who_accepted_is_waiting() {
        for status in [-1, 0, 1, 2, 3, 9] {
            assert_eq!(member(&json!({"status": status})).is_waiting(), status == 1, "{status}");
        }
    }
}

//! What an organization asks of whoever joins it.

use crate::session::List;
use crate::{Client, ClientError, Invitation};
use reqwest::Method;
use serde::Deserialize;
use serde_json::Value;

/// Bitwarden's number of the policy by which admins can recover accounts.
const ACCOUNT_RECOVERY: u8 = 8;

/// The policies that hold in an organization, as far as joining is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvitationPolicies {
    /// Whether whoever joins lets the organization's admins recover their account.
    pub enrolls_in_recovery: bool,
}

#[derive(Deserialize)]
struct Policy {
    #[serde(rename = "type")]
    number: u8,
    enabled: bool,
    data: Option<Value>,
}

impl Client {
    /// What holds for whoever has this invitation; no login is needed.
    ///
    /// # Errors
    /// [`ClientError::Refused`] where the invitation is good no more.
    pub async fn invitation_policies(&self, invitation: &Invitation) -> Result<InvitationPolicies, ClientError> {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("token", &invitation.token)
            .append_pair("email", &invitation.email)
            .append_pair("organizationUserId", &invitation.member_id.to_string())
            .finish();
        let path = format!("/api/organizations/{}/policies/token?{query}", invitation.organization_id);
        let list: List<Policy> = self.send(&Method::GET, &path, |request| request).await?.accepted()?.read()?;
        let enrolls = |policy: &Policy| {
            let automatically = policy.data.as_ref().and_then(|data| data.get("autoEnrollEnabled"));
            policy.enabled && policy.number == ACCOUNT_RECOVERY && automatically == Some(&Value::Bool(true))
        };
        Ok(InvitationPolicies { enrolls_in_recovery: list.data.iter().any(enrolls) })
    }
}

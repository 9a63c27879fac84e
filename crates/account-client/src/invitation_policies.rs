//! What an organization asks of whoever joins it.

use crate::session::List;
use crate::{Client, ClientError, Invitation, MasterPasswordPolicy};
use reqwest::Method;
use serde::Deserialize;
use serde_json::Value;

/// Bitwarden's number of the policy on master passwords.
const MASTER_PASSWORD: u8 = 1;
/// Bitwarden's number of the policy by which admins can recover accounts.
const ACCOUNT_RECOVERY: u8 = 8;

/// The policies that hold in an organization, as far as joining is concerned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InvitationPolicies {
    /// Whether whoever joins lets the organization's admins recover their account.
    pub enrolls_in_recovery: bool,
    /// What the organization wants of a master password.
    pub master_password: MasterPasswordPolicy,
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
        let mut passwords = list.data.iter().filter(|policy| policy.enabled && policy.number == MASTER_PASSWORD);
        let master_password = passwords.find_map(|policy| policy.data.as_ref()).map(MasterPasswordPolicy::read);
        Ok(InvitationPolicies {
            enrolls_in_recovery: list.data.iter().any(enrolls),
            master_password: master_password.unwrap_or_default(),
        })
    }
}

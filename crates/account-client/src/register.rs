//! Registration.

use crate::{Client, ClientError, NewAccount};
use serde_json::{Value, json};
use uuid::Uuid;

/// Why somebody may register with an address.
#[derive(Debug, Clone)]
pub enum RegistrationProof {
    /// The token of the mail that verified the address.
    EmailVerification {
        /// From the mail, or at once where no mail is sent.
        token: String,
    },
    /// The token of an invitation, which came to the address.
    Invitation {
        /// The membership.
        member_id: Uuid,
        /// From the mail.
        token: String,
    },
}

impl RegistrationProof {
    pub(crate) fn fields(&self) -> Value {
        match self {
            Self::EmailVerification { token } => json!({"emailVerificationToken": token}),
            Self::Invitation { member_id, token } => json!({"organizationUserId": member_id, "orgInviteToken": token}),
        }
    }
}

impl Client {
    /// Asks to register with an address. The token, where the server sends no mail; `None` where it may have sent one.
    pub async fn send_verification_email(
        &self,
        email: &str,
        name: Option<&str>,
    ) -> Result<Option<String>, ClientError> {
        let body = json!({"email": email, "name": name, "receiveMarketingEmails": false});
        let answer = self.post("/identity/accounts/register/send-verification-email", &body).await?.accepted()?;
        Ok(answer.body.as_str().map(str::to_owned))
    }

    /// Registers an account.
    pub async fn register(&self, account: &NewAccount, proof: &RegistrationProof) -> Result<(), ClientError> {
        let body = account.registration(proof);
        self.post("/identity/accounts/register/finish", &body).await?.accepted()?;
        Ok(())
    }
}

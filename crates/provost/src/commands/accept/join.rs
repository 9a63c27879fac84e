//! From the invitation to the membership.

use crate::commands::account::password::PasswordOptions;
use crate::commands::account::sign_in::sign_in;
use crate::commands::account::trouble::explained;
use crate::output::printable;
use account_client::{
    Client, ClientError, Invitation, InvitationPolicies, MasterPasswordPolicy, NewAccount, PasswordDemand,
    RegistrationProof, Secret, Session,
};
use anyhow::{Context as _, bail};
use vault_crypto::{CryptoError, FingerprintPhrase, KdfSettings, PublicKey};

/// Somebody who is about to join.
pub(super) struct Joining {
    pub(super) client: Client,
    pub(super) invitation: Invitation,
    pub(super) name: Option<String>,
    pub(super) kdf: KdfSettings,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joined {
    /// They are the first owner, and made the organization's keys.
    Founded,
    /// They wait for somebody who has the organization's key.
    Waits,
}

impl Joining {
    /// Makes the account where there is none, signs in, and accepts.
    pub(super) async fn join(&self, password: &PasswordOptions) -> anyhow::Result<(Session, Joined)> {
        let email = printable(&self.invitation.email);
        // Before anybody thinks of a password: whether the invitation is good at all.
        let policies = match self.client.invitation_policies(&self.invitation).await {
            Ok(policies) => policies,
            // A server of this API that has no policies.
            Err(error) if error.is_not_found() => InvitationPolicies::default(),
            Err(error) => return Err(explained(error)),
        };
        let password = self.register_or_not(&email, password, &policies.master_password).await?;
        let session = sign_in(&self.client, &self.invitation.email, &password, false).await;
        let session = session.with_context(|| format!("{email} has an account, but signing in to it failed"))?;
        drop(password);
        if let Some(name) = &self.name {
            session.rename(name).await.map_err(explained)?;
        }
        let joined = self.accept(&session, policies.enrolls_in_recovery).await?;
        Ok((session, joined))
    }

    async fn accept(&self, session: &Session, enrolls_in_recovery: bool) -> anyhow::Result<Joined> {
        if self.invitation.brings_keys {
            match session.accept_as_first_owner(&self.invitation).await {
                Ok(_) => return Ok(Joined::Founded),
                // Another owner was quicker, and can confirm this one.
                Err(ClientError::Refused { status: 400, message }) if message.contains("has keys already") => {}
                Err(error) => return Err(explained(error)),
            }
        }
        let recovery = if enrolls_in_recovery { Some(self.recovery_key(session).await?) } else { None };
        session.accept(&self.invitation, recovery.as_ref()).await.map_err(explained)?;
        Ok(Joined::Waits)
    }

    /// The master password of the account, which is made if it is not there.
    async fn register_or_not(
        &self,
        email: &str,
        password: &PasswordOptions,
        policy: &MasterPasswordPolicy,
    ) -> anyhow::Result<Secret> {
        if self.invitation.has_account {
            return password.read(email);
        }
        let organization = printable(&self.invitation.organization_name);
        if !policy.demands.is_empty() {
            eprintln!("{organization} wants a master password that has {}.", listed(&policy.demands));
        }
        let password = password.choose(email)?;
        let unmet = policy.unmet(password.reveal());
        if !unmet.is_empty() {
            bail!("the master password lacks what {organization} wants it to have: {}", listed(&unmet));
        }
        match self.register(&password).await {
            Ok(()) => eprintln!("The account {email} is made."),
            // Made since the mail was written, perhaps by this command, when it was cut short after this step.
            Err(ClientError::Refused { status: 400, message }) if message.contains("exists already") => {
                eprintln!("{email} has an account already: signing in to it with this master password.");
            }
            Err(error) => return Err(explained(error)),
        }
        Ok(password)
    }

    async fn register(&self, password: &Secret) -> Result<(), ClientError> {
        let (email, password, kdf) = (self.invitation.email.clone(), password.clone(), self.kdf);
        let making = tokio::task::spawn_blocking(move || NewAccount::generate(&email, password.reveal(), kdf));
        let account = making.await.unwrap_or(Err(CryptoError::Unavailable))?;
        let (member_id, token) = (self.invitation.member_id, self.invitation.token.clone());
        self.client.register(&account, &RegistrationProof::Invitation { member_id, token }).await
    }

    /// What the account's key is sealed for, where the organization's admins can recover accounts.
    async fn recovery_key(&self, session: &Session) -> anyhow::Result<PublicKey> {
        let id = self.invitation.organization_id;
        let key = session.organization_public_key(id).await.map_err(explained)?;
        let phrase = FingerprintPhrase::new(&id.to_string(), &key)?;
        let name = printable(&self.invitation.organization_name);
        eprintln!(
            "{name} enrolls its members in account recovery: its admins can give your account another master password. The \
             organization's fingerprint phrase is {phrase}"
        );
        Ok(key)
    }
}

fn listed(demands: &[PasswordDemand]) -> String {
    demands.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

//! A person makes an account.

use crate::{Call, CommandError, InvitationToken};
use domain::{Account, Refusal};
use storage::tables::{account, member};
use storage::{Command, Transaction};

/// Why somebody may make an account for an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegistrationProof {
    /// The caller has seen that the address is theirs, or does not ask.
    Address,
    /// They were invited there.
    Invitation(InvitationToken),
}

/// Makes an account. An invitation stays open: accepting it is the next step.
#[derive(Debug, Clone)]
pub struct RegisterAccount {
    /// Who asks.
    pub call: Call,
    /// The account; its id and its stamp are drawn by the caller.
    pub account: Account,
    /// Why it may be made.
    pub proof: RegistrationProof,
}

impl Command for RegisterAccount {
    type Output = Account;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Account, CommandError> {
        if let RegistrationProof::Invitation(invitation) = &self.proof {
            let member = member::find(tx, invitation.organization_id, invitation.member_id).await?;
            if !member.is_some_and(|member| invitation.fits(&member, &self.account.email)) {
                return Err(Refusal::InvalidInvitation.into());
            }
        }
        if !account::insert(tx, &self.account).await? {
            return Err(Refusal::AccountExists.into());
        }
        Ok(self.account.clone())
    }
}

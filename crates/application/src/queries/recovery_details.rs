//! What an admin's client needs to give a member a new master password.

use crate::CommandError;
use crate::commands::recovery::require_recoverable;
use domain::{Authority, KdfSettings, Member, MemberId, Organization, Refusal};
use storage::tables::{account, member, organization};
use storage::{Query, Snapshot};

/// What opens a member's user key for somebody who has the organization's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryDetails {
    /// How the member's client makes the master key.
    pub kdf: KdfSettings,
    /// What it is salted with.
    pub salt: String,
    /// The user key, sealed for the organization.
    pub recovery_key: String,
    /// The organization's private key, under the organization's key.
    pub wrapped_private_key: String,
}

/// The recovery details of a member, for an admin in whose reach the member is.
#[derive(Debug, Clone)]
pub struct FindRecoveryDetails {
    /// Who asks, as a confirmed member.
    pub asked_by: Member,
    /// Where.
    pub organization: Organization,
    /// Whose.
    pub id: MemberId,
}

impl Query for FindRecoveryDetails {
    type Output = RecoveryDetails;
    type Error = CommandError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<RecoveryDetails, CommandError> {
        let found = member::find(at, self.organization.id, self.id).await?;
        let member = found.ok_or(Refusal::MemberNotFound)?;
        let by = Authority::Member(Box::new(self.asked_by.clone()));
        let recovery_key = require_recoverable(at, &by, &self.organization, &member).await?;
        let account_id = member.account_id.ok_or(Refusal::NotRecoverable)?;
        let person = account::find(at, account_id).await?.ok_or(Refusal::NotRecoverable)?;
        let keys = organization::find_keys(at, self.organization.id).await?.ok_or(Refusal::NotRecoverable)?;
        let salt = person.salt().to_owned();
        Ok(RecoveryDetails { kdf: person.kdf, salt, recovery_key, wrapped_private_key: keys.wrapped_private_key })
    }
}

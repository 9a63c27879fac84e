//! A member lets the organization recover the account, or takes that back.

use super::{member_changes, membership_policies};
use crate::work::Work;
use crate::{Call, CommandError};
use domain::{Event, EventType, MemberStatus, OrganizationId, Refusal};
use storage::tables::{account_membership, member, member_key};
use storage::{Command, Transaction};

/// Stores the caller's user key as sealed for the organization, or removes it.
#[derive(Debug, Clone)]
pub struct EnrollRecovery {
    /// Who asks: a person.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// The user key, sealed for the organization: an `EncString` of type 4. None takes it back.
    pub recovery_key: Option<String>,
}

impl Command for EnrollRecovery {
    type Output = ();
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<(), CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        let account_id = self.call.actor.account_id().ok_or(Refusal::NotAllowed)?;
        let id = account_membership::find(work.tx, account_id, self.organization_id).await?;
        let member = work.member(id.ok_or(Refusal::NotAllowed)?).await?;
        if !matches!(member.status, MemberStatus::Accepted | MemberStatus::Confirmed) {
            return Err(Refusal::NotAllowed.into());
        }
        membership_policies::require_recovery_key(&mut work, self.recovery_key.as_deref()).await?;
        let before = member_key::find(work.tx, self.organization_id, member.id).await?.recovery_key;
        if before == self.recovery_key {
            return Ok(());
        }
        let key = self.recovery_key.as_deref();
        member_key::put_recovery_key(work.tx, self.organization_id, member.id, key).await?;
        // The profile says whether one is enrolled.
        member::touch_access(work.tx, self.organization_id, member.id, self.call.now).await?;
        let event_type =
            if key.is_some() { EventType::MemberEnrolledRecovery } else { EventType::MemberWithdrewRecovery };
        work.record(Event::new(event_type, member_changes::subject(&member), member.label(), &[]));
        Ok(work.finish().await?)
    }
}

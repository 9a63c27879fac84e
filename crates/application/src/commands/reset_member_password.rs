//! An admin gives a member who is enrolled in account recovery a new master password.

use super::{member_changes, recovery};
use crate::work::Work;
use crate::{Call, CommandError};
use domain::{Account, Event, EventType, MemberId, OrganizationId, Refusal};
use storage::tables::account;
use storage::{Command, Transaction};
use uuid::Uuid;

/// Stores what the admin's client made of the member's recovery key: the user key under a new master key. The person is
/// signed out everywhere and must choose a password of their own next.
#[derive(Debug, Clone)]
pub struct ResetMemberPassword {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// Whom.
    pub id: MemberId,
    /// The server's hash of the new master password's hash.
    pub password_hash: String,
    /// The user key under the new master key: an `EncString` of type 2.
    pub wrapped_user_key: String,
    /// The new security stamp.
    pub security_stamp: Uuid,
}

impl Command for ResetMemberPassword {
    type Output = Account;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Account, CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        let by = work.authority().await?;
        let member = work.member(self.id).await?;
        recovery::require_recoverable(work.tx, &by, &work.organization, &member).await?;
        let account_id = member.account_id.ok_or(Refusal::NotRecoverable)?;
        let mut person = account::lock(work.tx, account_id).await?.ok_or(Refusal::NotRecoverable)?;
        person.password_hash.clone_from(&self.password_hash);
        person.keys.wrapped_user_key.clone_from(&self.wrapped_user_key);
        person.security_stamp = self.security_stamp;
        person.must_change_password = true;
        account::update(work.tx, &person).await?;
        account::touch(work.tx, account_id, self.call.now).await?;
        let subject = member_changes::subject(&member);
        work.record(Event::new(EventType::MemberPasswordReset, subject, member.label(), &[]));
        work.finish().await?;
        Ok(person)
    }
}

//! A person accepts an invitation.

use super::{member_changes, membership_policies};
use crate::work::Work;
use crate::{Call, CommandError, InvitationToken};
use domain::{Account, Event, EventType, Member, Refusal};
use storage::tables::{account, account_membership, member, member_key};
use storage::{Command, Transaction};

/// Ties the person who calls to the membership that a token names. They then wait for somebody who has the organization's
/// key to confirm them.
#[derive(Debug, Clone)]
pub struct AcceptInvitation {
    /// Who accepts: a person.
    pub call: Call,
    /// The invitation, whose signature and age were checked.
    pub invitation: InvitationToken,
    /// The person's user key, sealed for the organization, so that it can be recovered.
    pub recovery_key: Option<String>,
}

impl Command for AcceptInvitation {
    type Output = Member;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Member, CommandError> {
        let mut work = begin(tx, &self.call, &self.invitation).await?;
        let (mut member, mut person) = join(&mut work, &self.invitation).await?;
        if member.brings_keys(&work.organization) {
            return Err(Refusal::KeysMissing.into());
        }
        let before = member.status;
        membership_policies::require_recovery_key(&mut work, self.recovery_key.as_deref()).await?;
        membership_policies::require_compliance(work.tx, &member, person.id).await?;
        member.accept(&person, self.invitation.invited_at, &mut work.ledger)?;
        store(&mut work, &mut member, &mut person).await?;
        let change = member_changes::status(before, member.status);
        let subject = member_changes::subject(&member);
        work.record(Event::new(EventType::MemberUpdated, subject, member.label(), change.as_slice()));
        work.ask_to_confirm(&member).await?;
        if let Some(key) = &self.recovery_key {
            member_key::put_recovery_key(work.tx, work.organization.id, member.id, Some(key)).await?;
            work.record(Event::new(EventType::MemberEnrolledRecovery, subject, member.label(), &[]));
        }
        work.finish().await?;
        Ok(member)
    }
}

/// Begins work on the organization of an invitation. One that is gone has no valid invitations.
pub(super) async fn begin<'w, 'c>(
    tx: &'w mut Transaction<'c>,
    call: &'w Call,
    invitation: &InvitationToken,
) -> Result<Work<'w, 'c>, CommandError> {
    match Work::begin(tx, call, invitation.organization_id).await {
        Err(CommandError::Refused(Refusal::OrganizationNotFound)) => Err(Refusal::InvitationInvalid.into()),
        Ok(work) if !work.organization.enabled => Err(Refusal::InvitationInvalid.into()),
        begun => begun,
    }
}

/// The membership of an invitation and the person who calls, who has none in the organization yet. The person is locked:
/// what they join elsewhere at the same moment waits.
pub(super) async fn join(
    work: &mut Work<'_, '_>,
    invitation: &InvitationToken,
) -> Result<(Member, Account), CommandError> {
    let account_id = work.call.actor.account_id().ok_or(Refusal::NotAllowed)?;
    let found = member::find(work.tx, work.organization.id, invitation.member_id).await?;
    let member = found.ok_or(Refusal::InvitationInvalid)?;
    let person = account::lock(work.tx, account_id).await?.ok_or(Refusal::NotAllowed)?;
    match account_membership::find(work.tx, account_id, work.organization.id).await? {
        Some(own) if own != member.id => return Err(Refusal::AlreadyMember.into()),
        _ => {}
    }
    if invitation.email != member.profile.email.text() {
        return Err(Refusal::InvitationReplaced.into());
    }
    Ok((member, person))
}

/// Stores a member who has just accepted. Whoever holds the mailed token has shown that the address is theirs.
pub(super) async fn store(
    work: &mut Work<'_, '_>,
    member: &mut Member,
    person: &mut Account,
) -> Result<(), CommandError> {
    member.version += 1;
    member.revised_at = work.call.now;
    member::update_membership(work.tx, member).await?;
    account_membership::insert(work.tx, person.id, work.organization.id, member.id).await?;
    if !person.email_verified {
        person.email_verified = true;
        account::update(work.tx, person).await?;
    }
    Ok(())
}

//! An operator invites an owner.

use super::{invite_members, member_changes};
use crate::work::Work;
use crate::{Call, CommandError};
use domain::{EmailAddress, Event, EventType, Member, MemberRole, OrganizationId, Permissions, Refusal};
use storage::tables::member;
use storage::{Command, Transaction};

/// Invites an owner, or sends the invitation again to one who has not joined: also to owners of the time before there were
/// accounts, who count as confirmed and never could sign in.
#[derive(Debug, Clone)]
pub struct InviteOwner {
    /// Who asks: an owner, or the operator.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// Whom.
    pub email: EmailAddress,
}

/// Who was invited.
#[derive(Debug, Clone)]
pub struct InvitedOwner {
    /// The member, as they are now.
    pub member: Member,
    /// What they were before, where it was something else.
    pub former_role: Option<MemberRole>,
}

impl Command for InviteOwner {
    type Output = InvitedOwner;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<InvitedOwner, CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        work.authority().await?.require_grant(MemberRole::Owner, Permissions::NONE, &work.organization)?;
        let known = member::find_by_email(work.tx, self.organization_id, self.email.key()).await?;
        let former_role = known.as_ref().map(|member| member.role).filter(|role| *role != MemberRole::Owner);
        let member = if let Some(member) = known {
            invite_again(&mut work, member).await?
        } else {
            let made = invite_members::make(&mut work, &self.email, MemberRole::Owner, Permissions::NONE).await?;
            made.ok_or(Refusal::AlreadyInvited)?
        };
        work.finish().await?;
        Ok(InvitedOwner { member, former_role })
    }
}

async fn invite_again(work: &mut Work<'_, '_>, mut member: Member) -> Result<Member, CommandError> {
    let before = member.clone();
    member.invite(&work.organization, &mut work.ledger, work.call.now)?;
    member.change_role(MemberRole::Owner, Permissions::NONE, &mut work.ledger)?;
    member.version += 1;
    member.revised_at = work.call.now;
    member::update_membership(work.tx, &member).await?;
    work.invite(&member).await?;
    let mut changes = member_changes::role(Some(&before), &member);
    changes.extend(member_changes::status(before.status, member.status));
    work.record(Event::new(EventType::MemberInvited, member_changes::subject(&member), member.label(), &changes));
    Ok(member)
}

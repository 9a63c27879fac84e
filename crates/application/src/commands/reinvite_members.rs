//! An admin sends invitations again.

use super::{member_changes, outcomes};
use crate::work::Work;
use crate::{Call, CommandError, MemberOutcomes};
use domain::{Authority, Event, EventType, MemberId, OrganizationId};
use storage::tables::member;
use storage::{Command, Transaction};

/// Writes new invitations, good for another 120 hours; earlier ones are no good any more. Staged members are invited for
/// the first time. Whoever was invited within the last minute keeps that invitation, and gets no second mail: asking again
/// and again fills nobody's mailbox.
#[derive(Debug, Clone)]
pub struct ReinviteMembers {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// Whom.
    pub ids: Vec<MemberId>,
}

impl Command for ReinviteMembers {
    type Output = MemberOutcomes;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<MemberOutcomes, CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        let by = work.authority().await?;
        by.require(|permissions| permissions.manage_users)?;
        let mut done = Vec::with_capacity(self.ids.len());
        for id in &self.ids {
            let reinvited = reinvite(&mut work, *id, &by).await;
            done.push((*id, outcomes::of_one(reinvited)?));
        }
        work.finish().await?;
        Ok(done)
    }
}

/// Writes a new invitation for one member.
pub(super) async fn reinvite(work: &mut Work<'_, '_>, id: MemberId, by: &Authority) -> Result<(), CommandError> {
    let mut member = work.member(id).await?;
    by.require_rank_over(&member)?;
    if member.was_just_invited(work.call.now) {
        return Ok(());
    }
    let before = member.status;
    member.invite(&work.organization, &mut work.ledger, work.call.now)?;
    member.version += 1;
    member.revised_at = work.call.now;
    member::update_status(work.tx, &member, work.call.now).await?;
    work.invite(&member).await?;
    let change = member_changes::status(before, member.status);
    let subject = member_changes::subject(&member);
    work.record(Event::new(EventType::MemberInvited, subject, member.label(), change.as_slice()));
    Ok(())
}

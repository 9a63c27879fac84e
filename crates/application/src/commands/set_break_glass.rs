//! An owner keeps a member out of the directory's reach, or gives that up.

use super::member_changes;
use crate::work::Work;
use crate::{Call, CommandError};
use domain::{Change, Event, EventType, MemberId, OrganizationId};
use storage::tables::member;
use storage::{Command, Transaction};

/// Flags a member break-glass, or takes the flag away: directories can neither revoke nor remove who has it, and policies
/// do not cut them off. Owners alone decide.
#[derive(Debug, Clone)]
pub struct SetBreakGlass {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// Whom.
    pub id: MemberId,
    /// Whether the member is flagged from now on.
    pub is_break_glass: bool,
}

impl Command for SetBreakGlass {
    /// Whether that changed anything.
    type Output = bool;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<bool, CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        let by = work.authority().await?;
        by.require_owner()?;
        let mut member = work.member(self.id).await?;
        if member.is_break_glass == self.is_break_glass {
            return Ok(false);
        }
        let flag = |is_set: bool| if is_set { "true" } else { "false" };
        let change = Change::of("breakGlass", Some(flag(member.is_break_glass)), Some(flag(self.is_break_glass)));
        member.is_break_glass = self.is_break_glass;
        member.version += 1;
        member.revised_at = self.call.now;
        member::update_break_glass(work.tx, &member).await?;
        let subject = member_changes::subject(&member);
        work.record(Event::new(EventType::MemberUpdated, subject, member.label(), change.as_slice()));
        work.finish().await?;
        Ok(true)
    }
}

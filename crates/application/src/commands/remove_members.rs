//! An admin removes members, or a member leaves.

use super::{membership, outcomes};
use crate::work::Work;
use crate::{Call, CommandError, MemberOutcomes};
use domain::{Authority, EventType, MemberId, MemberStatus, OrganizationId, Refusal};
use storage::tables::{account_membership, group_membership};
use storage::{Command, Transaction};

/// Removes memberships for good. The people's accounts stay.
#[derive(Debug, Clone)]
pub struct RemoveMembers {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// Whom.
    pub ids: Vec<MemberId>,
}

impl Command for RemoveMembers {
    type Output = MemberOutcomes;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<MemberOutcomes, CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        let by = work.authority().await?;
        by.require(|permissions| permissions.manage_users)?;
        membership::lock_people(&mut work, &self.ids).await?;
        let mut done = Vec::with_capacity(self.ids.len());
        for id in &self.ids {
            let removed = remove(&mut work, *id, &by).await;
            done.push((*id, outcomes::of_one(removed)?));
        }
        work.finish().await?;
        Ok(done)
    }
}

async fn remove(work: &mut Work<'_, '_>, id: MemberId, by: &Authority) -> Result<(), CommandError> {
    let member = work.member(id).await?;
    member.require_removable(by, &work.ledger)?;
    let groups = group_membership::of_member(work.tx, work.organization.id, id).await?;
    membership::remove(work, &member, &groups, EventType::MemberRemoved).await?;
    Ok(())
}

/// The person who calls gives their own membership up.
#[derive(Debug, Clone)]
pub struct LeaveOrganization {
    /// Who leaves: a person.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
}

impl Command for LeaveOrganization {
    type Output = ();
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<(), CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        let account_id = self.call.actor.account_id().ok_or(Refusal::NotAllowed)?;
        let id = account_membership::find(work.tx, account_id, self.organization_id).await?;
        let member = work.member(id.ok_or(Refusal::NotAllowed)?).await?;
        // Who was revoked sees nothing of the organization any more, and so cannot leave it either.
        if member.status == MemberStatus::Revoked {
            return Err(Refusal::NotAllowed.into());
        }
        work.ledger.require_another_owner(&member)?;
        let groups = group_membership::of_member(work.tx, self.organization_id, member.id).await?;
        membership::remove(&mut work, &member, &groups, EventType::MemberLeft).await?;
        Ok(work.finish().await?)
    }
}

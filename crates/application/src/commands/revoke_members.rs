//! An admin revokes members.

use super::{membership, outcomes};
use crate::work::Work;
use crate::{Call, CommandError, MemberOutcomes};
use domain::{Authority, MemberId, OrganizationId, Refusal};
use storage::{Command, Transaction};

/// Cuts members off. What they had is kept for a restore.
#[derive(Debug, Clone)]
pub struct RevokeMembers {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// Whom.
    pub ids: Vec<MemberId>,
}

impl Command for RevokeMembers {
    type Output = MemberOutcomes;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<MemberOutcomes, CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        let by = work.authority().await?;
        by.require(|permissions| permissions.manage_users)?;
        let mut done = Vec::with_capacity(self.ids.len());
        for id in &self.ids {
            let revoked = revoke(&mut work, *id, &by).await;
            done.push((*id, outcomes::of_one(revoked)?));
        }
        work.finish().await?;
        Ok(done)
    }
}

async fn revoke(work: &mut Work<'_, '_>, id: MemberId, by: &Authority) -> Result<(), CommandError> {
    let mut member = work.member(id).await?;
    by.require_reach(&member)?;
    let change = membership::revoke(work, &mut member, by).await?;
    change.ok_or(Refusal::AlreadyRevoked)?;
    Ok(membership::store_status(work, &mut member).await?)
}

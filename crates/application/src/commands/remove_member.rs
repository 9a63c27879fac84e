//! A directory removes a member.

use super::membership;
use crate::work::Work;
use crate::{Call, EditError, MemberOutcome, MemberView};
use domain::{EventType, MemberId, OrganizationId, Refusal};
use storage::tables::{group_membership, member};
use storage::{Command, Transaction};

/// Removes a membership for good: groups and whatever else belongs to it go, the person's account stays.
#[derive(Debug, Clone)]
pub struct RemoveMember<F> {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// Which member.
    pub id: MemberId,
    /// The caller's own condition on the member of this moment.
    pub check: F,
}

impl<F, E> Command for RemoveMember<F>
where
    F: Fn(&MemberView) -> Result<(), E> + Send + Sync + 'static,
    E: Send + 'static,
{
    type Output = MemberOutcome;
    type Error = EditError<E>;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<MemberOutcome, EditError<E>> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        let found = member::find(work.tx, self.organization_id, self.id).await?.ok_or(Refusal::MemberNotFound)?;
        let groups = group_membership::of_member(work.tx, self.organization_id, self.id).await?;
        let view = MemberView { member: found, groups };
        (self.check)(&view).map_err(EditError::Edit)?;
        let by = work.authority().await?;
        view.member.require_removable(&by, &work.ledger)?;
        let changes = membership::remove(&mut work, &view.member, &view.groups, EventType::MemberRemoved).await?;
        work.finish().await?;
        Ok(MemberOutcome { view, changes })
    }
}

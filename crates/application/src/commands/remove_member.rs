//! A directory removes a member.

use super::member_changes;
use crate::work::Work;
use crate::{Call, EditError, MemberOutcome, MemberView};
use domain::{Change, Event, EventType, MemberId, OrganizationId, Refusal};
use storage::tables::{group_membership, member, member_group, outbox};
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
        view.member.require_removable(&work.ledger)?;
        for group in &view.groups {
            member_group::touch(work.tx, self.organization_id, group.group_id, self.call.now).await?;
        }
        outbox::delete_of_member(work.tx, self.organization_id, self.id).await?;
        member::delete(work.tx, self.organization_id, self.id).await?;
        work.ledger.remove_member(&view.member);
        let mut changes = vec![];
        changes.extend(Change::of("status", Some(view.member.status.name()), None));
        let names: Vec<&str> = view.groups.iter().map(|group| group.name.as_str()).collect();
        changes.extend(Change::of("groups", (!names.is_empty()).then(|| names.join(", ")).as_deref(), None));
        let subject = member_changes::subject(&view.member);
        work.record(Event::new(EventType::MemberRemoved, subject, view.member.label(), &changes));
        work.finish().await?;
        Ok(MemberOutcome { view, changes })
    }
}

//! An admin changes what a member may do and reach.

use super::{assignments, collection_access, member_changes, membership};
use crate::work::Work;
use crate::{Call, CommandError};
use domain::{
    CollectionAccess, CollectionId, Event, EventType, GroupId, MemberId, MemberRole, OrganizationId, Permissions,
};
use storage::tables::{collection_member, member};
use storage::{Command, Transaction};

/// Gives a member another role, other groups and other collections.
#[derive(Debug, Clone)]
pub struct EditMember {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// Whom.
    pub id: MemberId,
    /// What they are from now on.
    pub role: MemberRole,
    /// What they may do, where the role is Custom.
    pub permissions: Permissions,
    /// Their groups; none leaves these alone.
    pub groups: Option<Vec<GroupId>>,
    /// The collections that they reach by themselves; none leaves these alone.
    pub collections: Option<Vec<(CollectionId, CollectionAccess)>>,
}

impl Command for EditMember {
    type Output = ();
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<(), CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        let by = work.authority().await?;
        by.require(|permissions| permissions.manage_users)?;
        let mut member = work.member(self.id).await?;
        by.require_rank_over(&member)?;
        let before = member.clone();
        if member.change_role(self.role, self.permissions, &mut work.ledger)? {
            by.require_grant(self.role, self.permissions, &work.organization)?;
            member.version += 1;
            member.revised_at = self.call.now;
            member::update_membership(work.tx, &member).await?;
            membership::end_console(&mut work, &member).await?;
        }
        let mut changes = member_changes::role(Some(&before), &member);
        if let Some(wanted) = &self.collections {
            let rows = collection_member::of_holder(work.tx, self.organization_id, self.id).await?;
            let current: Vec<_> = rows.into_iter().map(|row| (row.collection_id, row.access)).collect();
            assignments::require_control_of_changes(&mut work, &by, &current, wanted).await?;
            changes.extend(collection_access::set_collections_of_member(&mut work, self.id, wanted).await?);
        }
        if !changes.is_empty() {
            let subject = member_changes::subject(&member);
            work.record(Event::new(EventType::MemberUpdated, subject, member.label(), &changes));
        }
        if let Some(wanted) = &self.groups {
            assignments::set_groups(&mut work, &by, &member, wanted).await?;
        }
        Ok(work.finish().await?)
    }
}

//! An admin changes what a member may do and reach.

use super::collection_access::{self, AccessChange};
use super::{assignments, member_changes, membership};
use crate::work::Work;
use crate::{Call, CommandError};
use domain::{CollectionId, Event, EventType, GroupId, MemberId, MemberRole, OrganizationId, Permissions};
use storage::tables::member;
use storage::{Command, Transaction};

/// Gives a member another role, other groups and other collections. A collection may then be managed by nobody, as when the
/// last who manages it leaves: owners and admins take care of it.
#[derive(Debug, Clone)]
pub struct EditMember {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// Whom.
    pub id: MemberId,
    /// What they are from now on, and what they may do where that is Custom; none leaves the role alone.
    pub role: Option<(MemberRole, Permissions)>,
    /// Their groups; none leaves these alone.
    pub groups: Option<Vec<GroupId>>,
    /// The collections that they reach by themselves; none leaves these alone.
    pub collections: Option<AccessChange<CollectionId>>,
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
        if let Some((role, permissions)) = self.role
            && member.change_role(role, permissions, &mut work.ledger)?
        {
            by.require_grant(role, permissions, &work.organization)?;
            member.version += 1;
            member.revised_at = self.call.now;
            member::update_membership(work.tx, &member).await?;
            membership::end_console(&mut work, &member).await?;
        }
        let mut changes = member_changes::role(Some(&before), &member);
        if let Some(wanted) = &self.collections {
            changes.extend(collection_access::set_collections_of_member(&mut work, &by, self.id, wanted).await?);
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

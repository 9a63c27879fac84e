//! An admin invites people.

use super::collection_access::{self, AccessChange};
use super::{assignments, member_changes};
use crate::work::Work;
use crate::{Call, CommandError};
use domain::{
    Authority, CaseInsensitiveText, Change, CollectionAccess, CollectionId, EmailAddress, Event, EventType, GroupId,
    Member, MemberId, MemberProfile, MemberRole, OrganizationId, Permissions, Refusal,
};
use storage::tables::member;
use storage::{Command, Transaction};

/// Makes a member of each address that is not known in the organization yet, and writes the invitations.
#[derive(Debug, Clone)]
pub struct InviteMembers {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// Whom.
    pub emails: Vec<EmailAddress>,
    /// What they will be.
    pub role: MemberRole,
    /// What they will be allowed to do, where the role is Custom.
    pub permissions: Permissions,
    /// The groups they join.
    pub groups: Vec<GroupId>,
    /// The collections that they reach by themselves.
    pub collections: Vec<(CollectionId, CollectionAccess)>,
}

impl Command for InviteMembers {
    type Output = Vec<MemberId>;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Vec<MemberId>, CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        let by = work.authority().await?;
        by.require(|permissions| permissions.manage_users)?;
        by.require_grant(self.role, self.permissions, &work.organization)?;
        if self.role != MemberRole::Owner && work.ledger.confirmed_owners < 1 {
            return Err(Refusal::NoConfirmedOwner.into());
        }
        let ids: Vec<CollectionId> = self.collections.iter().map(|(id, _)| *id).collect();
        assignments::require_control(&mut work, &by, &self.groups, &ids).await?;
        let collections = self.collections.clone().into();
        let mut invited = Vec::with_capacity(self.emails.len());
        for email in &self.emails {
            invited.extend(self.invite(&mut work, email, &collections).await?);
        }
        if invited.is_empty() {
            return Err(Refusal::AlreadyInvited.into());
        }
        assignments::join_groups(&mut work, &self.groups, &invited).await?;
        work.finish().await?;
        Ok(invited)
    }
}

impl InviteMembers {
    /// None where the address belongs to a member already.
    async fn invite(
        &self,
        work: &mut Work<'_, '_>,
        email: &EmailAddress,
        collections: &AccessChange<CollectionId>,
    ) -> Result<Option<MemberId>, CommandError> {
        let Some(member) = make(work, email, self.role, self.permissions).await? else { return Ok(None) };
        // Whether whoever asks may give them was asked once, for all.
        let by = Authority::Server;
        let changes = collection_access::set_collections_of_member(work, &by, member.id, collections).await?;
        if !changes.is_empty() {
            let subject = member_changes::subject(&member);
            work.record(Event::new(EventType::MemberUpdated, subject, member.label(), &changes));
        }
        Ok(Some(member.id))
    }
}

/// Makes a member of an address and writes the invitation; none where the address belongs to a member already.
pub(super) async fn make(
    work: &mut Work<'_, '_>,
    email: &EmailAddress,
    role: MemberRole,
    permissions: Permissions,
) -> Result<Option<Member>, CommandError> {
    let profile = profile_of(email);
    profile.check()?;
    let holders = member::find_holders(work.tx, work.organization.id, &profile, None).await?;
    if holders.email.is_some() || holders.user_name.is_some() {
        return Ok(None);
    }
    let id = MemberId::from_uuid(work.ledger.next_id(work.call.now, &work.call.entropy));
    let mut member = Member::new(work.organization.id, id, profile, work.call.origin, work.call.now);
    work.ledger.add_member(&member);
    member.change_role(role, permissions, &mut work.ledger)?;
    member.invite(&work.organization, &mut work.ledger, work.call.now)?;
    member::insert(work.tx, &member).await?;
    let mut changes: Vec<Change> = Change::of("emails", None, Some(email.text())).into_iter().collect();
    changes.extend(member_changes::role(None, &member));
    let subject = member_changes::subject(&member);
    work.record(Event::new(EventType::MemberInvited, subject, member.label(), &changes));
    work.invite_first(&member).await?;
    Ok(Some(member))
}

/// The profile of somebody of whom only the address is known.
pub(crate) fn profile_of(email: &EmailAddress) -> MemberProfile {
    MemberProfile {
        user_name: CaseInsensitiveText::new(email.text()),
        email: email.clone(),
        other_email_keys: Vec::new(),
        external_id: None,
        display_name: None,
        attributes: None,
    }
}

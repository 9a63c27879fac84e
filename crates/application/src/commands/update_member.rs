//! A directory changes a member.

use super::{member_changes, membership, provision_member::require_free};
use crate::work::Work;
use crate::{Call, CommandError, EditError, MemberOutcome, MemberView};
use domain::{Change, Event, EventType, MemberId, MemberProfile, MemberStatus, OrganizationId, Refusal};
use storage::tables::{group_membership, member, member_address};
use storage::{Command, Transaction};

/// What an edit wants the member to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberEdit {
    /// The wanted profile.
    pub profile: MemberProfile,
    /// False revokes, true restores, none leaves the status alone.
    pub active: Option<bool>,
}

/// Changes a member as a pure function of the caller says: it is given the member of this very moment, and whatever it
/// answers is stored in the same transaction, so that no other change is lost in between.
#[derive(Debug, Clone)]
pub struct UpdateMember<F> {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// Which member.
    pub id: MemberId,
    /// From the member as it is to the one that is wanted.
    pub edit: F,
}

impl<F, E> Command for UpdateMember<F>
where
    F: Fn(&MemberView) -> Result<MemberEdit, E> + Send + Sync + 'static,
    E: Send + 'static,
{
    type Output = MemberOutcome;
    type Error = EditError<E>;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<MemberOutcome, EditError<E>> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        let found = member::find(work.tx, self.organization_id, self.id).await?.ok_or(Refusal::MemberNotFound)?;
        let groups = group_membership::of_member(work.tx, self.organization_id, self.id).await?;
        let mut view = MemberView { member: found, groups };
        let edit = (self.edit)(&view).map_err(EditError::Edit)?;
        let changes = apply(&mut work, &mut view, edit).await?;
        work.finish().await?;
        Ok(MemberOutcome { view, changes })
    }
}

async fn apply(work: &mut Work<'_, '_>, view: &mut MemberView, edit: MemberEdit) -> Result<Vec<Change>, CommandError> {
    let mut changes = change_profile(work, view, edit.profile).await?;
    let profile_changed = !changes.is_empty();
    let status_change = change_status(work, view, edit.active).await?;
    if !profile_changed && status_change.is_none() {
        return Ok(changes);
    }
    if profile_changed {
        view.member.version += 1;
        view.member.revised_at = work.call.now;
        member::update(work.tx, &view.member).await?;
        member_address::delete_of_member(work.tx, work.organization.id, view.member.id).await?;
        member_address::insert(work.tx, &view.member).await?;
        if status_change.is_some() {
            let told = membership::news(work, &view.member).await?;
            member::touch_access(work.tx, work.organization.id, view.member.id, told).await?;
        }
    } else {
        membership::store_status(work, &mut view.member).await?;
    }
    changes.extend(status_change);
    Ok(changes)
}

/// Takes the wanted profile over. A new address of somebody who has not accepted moves the invitation there, if a directory
/// could have invited them at all.
async fn change_profile(
    work: &mut Work<'_, '_>,
    view: &mut MemberView,
    profile: MemberProfile,
) -> Result<Vec<Change>, CommandError> {
    let member = &mut view.member;
    let changes = member_changes::between(&member.profile, &profile);
    if changes.is_empty() {
        return Ok(changes);
    }
    profile.check()?;
    require_free(work, &profile, Some(member.id)).await?;
    let is_elsewhere = member.profile.email.key() != profile.email.key();
    if is_elsewhere {
        work.authority().await?.require_invitee(member)?;
    }
    let moves_invitation = member.awaits_acceptance() && is_elsewhere;
    if member.status == MemberStatus::Revoked && is_elsewhere {
        member.invited_at = None; // Nothing was sent to the new address: a restore does.
    }
    member.profile = profile;
    let subject = member_changes::subject(member);
    work.record(Event::new(EventType::MemberUpdated, subject, member.label(), &changes));
    if moves_invitation {
        member.renew_invitation(work.call.now);
        work.invite(member).await?;
        work.record(Event::new(EventType::MemberInvited, subject, member.label(), &[]));
    }
    Ok(changes)
}

async fn change_status(
    work: &mut Work<'_, '_>,
    view: &mut MemberView,
    active: Option<bool>,
) -> Result<Option<Change>, CommandError> {
    let by = work.authority().await?;
    match active {
        Some(false) => membership::revoke(work, &mut view.member, &by).await,
        Some(true) => membership::restore(work, &mut view.member, &by).await,
        None => Ok(None),
    }
}

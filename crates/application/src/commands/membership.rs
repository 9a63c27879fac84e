//! What ends or gives back a membership, whoever asks for it.

use super::{member_changes, membership_policies};
use crate::CommandError;
use crate::work::Work;
use domain::{
    AccountId, Authority, Change, Event, EventType, Member, MemberId, MemberStatus, RevocationReason, Timestamp,
};
use storage::StorageError;
use storage::tables::group_membership::GroupOfMember;
use storage::tables::{account, account_membership, browser_session, last_shown, member, member_group, outbox};

/// Revokes a member on somebody's word, who is stored by the caller; none if there was nothing to do.
///
/// It takes effect with the commit, on every node: each call of the person reads the membership.
pub(super) async fn revoke(
    work: &mut Work<'_, '_>,
    member: &mut Member,
    by: &Authority,
) -> Result<Option<Change>, CommandError> {
    let before = member.status;
    if !member.revoke(by, RevocationReason::Manual, &mut work.ledger)? {
        return Ok(None);
    }
    if outbox::delete_of_member(work.tx, work.organization.id, member.id).await? > 0 {
        member.invited_at = None; // It was never sent: a restore writes it again.
    }
    end_console(work, member).await?;
    let change = member_changes::status(before, member.status);
    record_end(work, EventType::MemberRevoked, member, change.as_slice());
    Ok(change)
}

/// Revokes members who do not do what a policy wants, none of whom is revoked yet, stores them and tells them by mail.
pub(super) async fn revoke_offenders(
    work: &mut Work<'_, '_>,
    mut members: Vec<Member>,
    reason: RevocationReason,
) -> Result<(), CommandError> {
    if members.is_empty() {
        return Ok(());
    }
    let event_type = match reason {
        RevocationReason::TwoStep => EventType::MemberRevokedForTwoStep,
        RevocationReason::SingleOrganization => EventType::MemberRevokedForSingleOrganization,
        RevocationReason::Manual | RevocationReason::DataOwnership => EventType::MemberRevoked,
    };
    let (now, id) = (work.call.now, work.organization.id);
    for member in &mut members {
        let before = member.status;
        member.revoke(&Authority::Server, reason, &mut work.ledger)?;
        record_end(work, event_type, member, member_changes::status(before, member.status).as_slice());
    }
    let people: Vec<AccountId> = members.iter().filter_map(|member| member.account_id).collect();
    browser_session::delete_of_accounts(work.tx, &people).await?;
    let ids: Vec<MemberId> = members.iter().map(|member| member.id).collect();
    let told = now.later_than(last_shown::to_any(work.tx, id).await?);
    member::revoke_all(work.tx, id, &ids, reason, (now, told)).await?;
    Ok(work.tell_revoked(&members).await?)
}

/// Locks the people behind these members, in the order that whoever locks several of them keeps. One alone is locked by
/// whoever changes something of theirs.
pub(super) async fn lock_people(work: &mut Work<'_, '_>, ids: &[MemberId]) -> Result<(), StorageError> {
    if ids.len() > 1 {
        let people = member::accounts_of(work.tx, work.organization.id, ids).await?;
        account::lock_all(work.tx, &people).await?;
    }
    Ok(())
}

/// Restores a member, who is stored by the caller; none if there was nothing to do. Whoever asks for it, a policy that keeps
/// the person out goes on to do so.
pub(super) async fn restore(
    work: &mut Work<'_, '_>,
    member: &mut Member,
    by: &Authority,
) -> Result<Option<Change>, CommandError> {
    if member.status == MemberStatus::Revoked {
        membership_policies::require_compliance_on_restore(work, member).await?;
    }
    let (before, subject) = (member.status, member_changes::subject(member));
    let Some(restoration) = member.restore(by, &work.organization, &mut work.ledger, work.call.now)? else {
        return Ok(None);
    };
    let change = member_changes::status(before, member.status);
    work.record(Event::new(EventType::MemberRestored, subject, member.label(), change.as_slice()));
    if restoration.needs_invitation {
        work.invite(member).await?;
        work.record(Event::new(EventType::MemberInvited, subject, member.label(), &[]));
    }
    Ok(change)
}

/// Stores a member whose status alone changed.
pub(super) async fn store_status(work: &mut Work<'_, '_>, member: &mut Member) -> Result<(), StorageError> {
    member.version += 1;
    member.revised_at = work.call.now;
    let told = news(work, member).await?;
    member::update_status(work.tx, member, told).await
}

/// A moment by which the person's clients see that something changed: later than all that they were shown until now. Nobody
/// is shown anything without an account.
pub(super) async fn news(work: &mut Work<'_, '_>, member: &Member) -> Result<Timestamp, StorageError> {
    if member.account_id.is_none() {
        return Ok(work.call.now);
    }
    Ok(work.call.now.later_than(last_shown::to_member(work.tx, work.organization.id, member.id).await?))
}

/// Removes a membership for good, which the caller has allowed: everything that belongs to it goes, the person's account
/// stays.
pub(super) async fn remove(
    work: &mut Work<'_, '_>,
    member: &Member,
    groups: &[GroupOfMember],
    event_type: EventType,
) -> Result<Vec<Change>, StorageError> {
    for group in groups {
        member_group::touch(work.tx, work.organization.id, group.group_id, work.call.now).await?;
    }
    outbox::delete_of_member(work.tx, work.organization.id, member.id).await?;
    if let Some(account_id) = member.account_id {
        let told = news(work, member).await?;
        account_membership::delete(work.tx, account_id, work.organization.id).await?;
        account::touch(work.tx, account_id, told).await?;
    }
    member::delete(work.tx, work.organization.id, member.id).await?;
    work.ledger.remove_member(member);
    end_console(work, member).await?;
    let mut changes = Vec::new();
    changes.extend(Change::of("status", Some(member.status.name()), None));
    let names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
    changes.extend(Change::of("groups", (!names.is_empty()).then(|| names.join(", ")).as_deref(), None));
    record_end(work, event_type, member, &changes);
    Ok(changes)
}

/// Signs the person out of the Admin Console, where they could do something that they may do no longer.
pub(super) async fn end_console(work: &mut Work<'_, '_>, member: &Member) -> Result<(), StorageError> {
    match member.account_id {
        Some(account_id) => browser_session::delete_of_account(work.tx, account_id).await,
        None => Ok(()),
    }
}

/// Notes that somebody lost access, and after how long: from the beginning of the call to this point, where its rows are
/// written. What is left of it is the commit.
fn record_end(work: &mut Work<'_, '_>, event_type: EventType, member: &Member, changes: &[Change]) {
    let took = work.call.started.elapsed();
    work.record(Event::of_cut_off(event_type, member_changes::subject(member), member.label(), changes, took));
}

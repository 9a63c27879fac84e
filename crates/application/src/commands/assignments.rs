//! Which groups and collections members are given, and who may give them.

use super::group_members;
use crate::CommandError;
use crate::work::Work;
use domain::{Authority, Change, CollectionId, Group, GroupId, Member, MemberId, MembershipChange, Refusal};
use std::collections::HashSet;
use storage::tables::{collection_group, collection_member, group_membership, member_group};

/// Refuses groups and collections that whoever asks may not give: groups need the permission to manage them, a collection
/// that one manages it, or all of them.
pub(super) async fn require_control(
    work: &mut Work<'_, '_>,
    by: &Authority,
    groups: &[GroupId],
    collections: &[CollectionId],
) -> Result<(), CommandError> {
    let Authority::Member(actor) = by else { return Ok(()) };
    if !groups.is_empty() && !actor.may(|permissions| permissions.manage_groups) {
        return Err(Refusal::BeyondOwnPermissions.into());
    }
    if collections.is_empty() || actor.edits_all_items(&work.organization) {
        return Ok(());
    }
    let managed = managed_collections(work, actor).await?;
    if collections.iter().all(|id| managed.contains(id)) { Ok(()) } else { Err(Refusal::CollectionNotManaged.into()) }
}

/// The collections that a member manages, alone or by a group.
async fn managed_collections(work: &mut Work<'_, '_>, actor: &Member) -> Result<HashSet<CollectionId>, CommandError> {
    let organization_id = work.organization.id;
    let alone = collection_member::of_holder(work.tx, organization_id, actor.id).await?;
    let groups = group_membership::of_member(work.tx, organization_id, actor.id).await?;
    let groups: Vec<GroupId> = groups.into_iter().map(|group| group.group_id).collect();
    let by_groups = collection_group::of_holders(work.tx, organization_id, &groups).await?;
    let alone = alone.into_iter().map(|row| (row.collection_id, row.access));
    let all = alone.chain(by_groups.into_iter().map(|row| (row.collection_id, row.access)));
    Ok(all.filter(|(_, access)| access.manage).map(|(id, _)| id).collect())
}

/// Members join groups, each of which must be there.
pub(super) async fn join_groups(
    work: &mut Work<'_, '_>,
    groups: &[GroupId],
    members: &[MemberId],
) -> Result<(), CommandError> {
    for id in groups.iter().collect::<HashSet<_>>() {
        let group = require_group(work, *id).await?;
        change_group(work, &group, MembershipChange::Add(members.to_vec())).await?;
    }
    Ok(())
}

/// Makes these exactly the groups of a member.
pub(super) async fn set_groups(
    work: &mut Work<'_, '_>,
    by: &Authority,
    member: &Member,
    wanted: &[GroupId],
) -> Result<bool, CommandError> {
    let current = group_membership::of_member(work.tx, work.organization.id, member.id).await?;
    let current: HashSet<GroupId> = current.into_iter().map(|group| group.group_id).collect();
    let wanted: HashSet<GroupId> = wanted.iter().copied().collect();
    let changed: Vec<GroupId> = current.symmetric_difference(&wanted).copied().collect();
    if changed.is_empty() {
        return Ok(false);
    }
    require_control(work, by, &changed, &[]).await?;
    require_not_oneself(work, by, &[member.id])?;
    for id in changed {
        let group = require_group(work, id).await?;
        let ids = vec![member.id];
        let change = if wanted.contains(&id) { MembershipChange::Add(ids) } else { MembershipChange::Remove(ids) };
        change_group(work, &group, change).await?;
    }
    Ok(true)
}

/// Refuses to put oneself among these who join a group, where admins do not have access to everything anyway: they could
/// take what was not given to them.
pub(super) fn require_not_oneself(work: &Work<'_, '_>, by: &Authority, joining: &[MemberId]) -> Result<(), Refusal> {
    match by {
        Authority::Member(actor) if joining.contains(&actor.id) && !work.organization.collections.admins_access_all => {
            Err(Refusal::Oneself)
        }
        _ => Ok(()),
    }
}

async fn require_group(work: &mut Work<'_, '_>, id: GroupId) -> Result<Group, CommandError> {
    let found = member_group::find(work.tx, work.organization.id, id).await?;
    Ok(found
        .ok_or_else(|| Refusal::InvalidSetting("A group in the list is not one of this organization.".to_owned()))?)
}

async fn change_group(
    work: &mut Work<'_, '_>,
    group: &Group,
    change: MembershipChange,
) -> Result<Option<Change>, CommandError> {
    let change = group_members::apply(work, group, &[change]).await?.change();
    if change.is_some() {
        member_group::touch(work.tx, work.organization.id, group.id, work.call.now).await?;
    }
    Ok(change)
}

//! Members join and leave a group. The group itself is never read: one member more is one row more.

use crate::CommandError;
use crate::work::Work;
use domain::{Change, Event, EventSubject, EventType, Group, GroupId, MemberId, MembershipChange, Refusal};
use std::collections::{HashMap, HashSet};
use storage::tables::{group_membership, member, member_access};

/// Most changes of one command that look at every member of the group: commands wait for each other.
const WHOLE_GROUP_CHANGES: usize = 20;

/// What a list of membership changes came to.
#[derive(Debug, Default)]
pub(super) struct MembersOutcome {
    /// Who was not in the group and is now.
    pub(super) joined: Vec<MemberId>,
    /// Who was in the group and is no longer.
    pub(super) left: Vec<MemberId>,
    /// Ids that are no members of the organization.
    pub(super) ignored: Vec<MemberId>,
}

impl MembersOutcome {
    /// The one line that trace and answer show.
    pub(super) fn change(&self) -> Option<Change> {
        let count = |ids: &[MemberId]| match ids {
            [] => None,
            [one] => Some(one.to_string()),
            many => Some(format!("{} members", many.len())),
        };
        let (after, before) = (count(&self.joined), count(&self.left));
        (before.is_some() || after.is_some()).then(|| Change { field: "members".to_owned(), before, after })
    }
}

/// Applies the changes in order and notes an event for everybody who joined or left.
pub(super) async fn apply(
    work: &mut Work<'_, '_>,
    group: &Group,
    changes: &[MembershipChange],
) -> Result<MembersOutcome, CommandError> {
    let whole = |change: &&MembershipChange| !matches!(change, MembershipChange::Add(_) | MembershipChange::Remove(_));
    if changes.iter().filter(whole).count() > WHOLE_GROUP_CHANGES {
        let text = format!(
            "More than {WHOLE_GROUP_CHANGES} operations of one request look at all members of the group. Name the members \
             to add and to remove, or send fewer operations at a time."
        );
        return Err(Refusal::TooCostly(text).into());
    }
    let mut outcome = MembersOutcome::default();
    for change in changes {
        match change {
            MembershipChange::Add(ids) => add(work, group, ids, &mut outcome).await?,
            MembershipChange::Remove(ids) => remove(work, group, &unique(ids), &mut outcome).await?,
            MembershipChange::RemoveAll => {
                let all = current(work, group.id).await?.into_keys().collect::<Vec<_>>();
                remove(work, group, &all, &mut outcome).await?;
            }
            MembershipChange::RemoveWhere(picks) => {
                let picked: Vec<_> = current(work, group.id).await?.into_keys().filter(|id| picks(*id)).collect();
                remove(work, group, &picked, &mut outcome).await?;
            }
            MembershipChange::Replace(ids) => replace(work, group, ids, &mut outcome).await?,
        }
    }
    let moved: Vec<MemberId> = outcome.joined.iter().chain(&outcome.left).copied().collect();
    member_access::touch_in_group(work.tx, work.organization.id, group.id, &moved, work.call.now).await?;
    Ok(outcome)
}

async fn add(
    work: &mut Work<'_, '_>,
    group: &Group,
    ids: &[MemberId],
    outcome: &mut MembersOutcome,
) -> Result<(), CommandError> {
    let ids = unique(ids);
    let labels = labels(work, &ids).await?;
    let (known, unknown): (Vec<_>, Vec<_>) = ids.into_iter().partition(|id| labels.contains_key(id));
    outcome.ignored.extend(unknown);
    let joined = group_membership::insert(work.tx, work.organization.id, group.id, &known, work.call.origin).await?;
    record(work, group, &joined, &labels, true);
    outcome.joined.extend(joined);
    Ok(())
}

async fn remove(
    work: &mut Work<'_, '_>,
    group: &Group,
    ids: &[MemberId],
    outcome: &mut MembersOutcome,
) -> Result<(), CommandError> {
    let left = group_membership::delete(work.tx, work.organization.id, group.id, ids).await?;
    let labels = labels(work, &left).await?;
    record(work, group, &left, &labels, false);
    outcome.left.extend(left);
    Ok(())
}

/// The directory's members become exactly these. Memberships that people made stay, unless the organization says that
/// its directory is authoritative.
async fn replace(
    work: &mut Work<'_, '_>,
    group: &Group,
    ids: &[MemberId],
    outcome: &mut MembersOutcome,
) -> Result<(), CommandError> {
    let current = current(work, group.id).await?;
    let wanted: HashSet<MemberId> = ids.iter().copied().collect();
    let authoritative = work.organization.scim.directory_is_authoritative;
    let mut surplus: Vec<MemberId> = current
        .iter()
        .filter(|(id, is_directory)| !wanted.contains(id) && (authoritative || **is_directory))
        .map(|(id, _)| *id)
        .collect();
    surplus.sort_unstable();
    let missing: Vec<MemberId> = ids.iter().copied().filter(|id| !current.contains_key(id)).collect();
    remove(work, group, &surplus, outcome).await?;
    add(work, group, &missing, outcome).await
}

/// Who is in the group, and whether a directory said so.
async fn current(work: &mut Work<'_, '_>, group_id: GroupId) -> Result<HashMap<MemberId, bool>, CommandError> {
    let members = group_membership::of_group(work.tx, work.organization.id, group_id).await?;
    Ok(members.into_iter().map(|member| (member.member_id, member.origin.is_directory())).collect())
}

async fn labels(work: &mut Work<'_, '_>, ids: &[MemberId]) -> Result<HashMap<MemberId, String>, CommandError> {
    Ok(member::labels(work.tx, work.organization.id, ids).await?.into_iter().collect())
}

fn record(work: &mut Work<'_, '_>, group: &Group, ids: &[MemberId], labels: &HashMap<MemberId, String>, joined: bool) {
    let name = group.profile.name.text();
    let change = if joined { Change::of("groups", None, Some(name)) } else { Change::of("groups", Some(name), None) };
    for id in ids {
        let subject = EventSubject { member_id: Some(*id), group_id: Some(group.id), ..EventSubject::default() };
        let label = labels.get(id).map_or("", String::as_str);
        work.record(Event::new(EventType::MemberUpdatedGroups, subject, label, change.as_slice()));
    }
}

fn unique(ids: &[MemberId]) -> Vec<MemberId> {
    let mut seen = HashSet::with_capacity(ids.len());
    ids.iter().copied().filter(|id| seen.insert(*id)).collect()
}

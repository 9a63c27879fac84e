//! Who reaches a collection changes: those who are concerned are told, and nobody else.

use super::assignments::require_control;
use crate::CommandError;
use crate::work::Work;
use domain::{Authority, Change, CollectionAccess, CollectionId, GroupId, MemberId, Refusal};
use std::collections::BTreeMap;
use std::hash::Hash;
use storage::tables::{collection, collection_group, collection_member, member, member_access, member_group};

/// Most single changes that the log tells of; further ones are counted.
const TOLD: usize = 100;

/// How access changes: of those who reach a collection, or of what somebody reaches.
#[derive(Debug, Clone)]
pub enum AccessChange<I> {
    /// These have it, and no others.
    Replace(Vec<(I, CollectionAccess)>),
    /// These have it, or none any more; whoever is not named keeps what they have.
    Edit(Vec<(I, Option<CollectionAccess>)>),
}

impl<I> From<Vec<(I, CollectionAccess)>> for AccessChange<I> {
    fn from(wanted: Vec<(I, CollectionAccess)>) -> Self {
        Self::Replace(wanted)
    }
}

impl<I: Ord + Copy> AccessChange<I> {
    /// What it makes of the access that there is. The last one counts where one is named twice.
    fn over(&self, before: &BTreeMap<I, CollectionAccess>) -> Result<BTreeMap<I, CollectionAccess>, Refusal> {
        let wanted = match self {
            Self::Replace(wanted) => wanted.iter().copied().collect(),
            Self::Edit(edits) => {
                let mut wanted = before.clone();
                for (id, access) in edits {
                    match access {
                        Some(access) => wanted.insert(*id, *access),
                        None => wanted.remove(id),
                    };
                }
                wanted
            }
        };
        wanted.values().try_for_each(|access| access.check())?;
        Ok(wanted)
    }
}

/// Changes which members reach a collection by themselves, and answers what changed.
pub(super) async fn set_members(
    work: &mut Work<'_, '_>,
    id: CollectionId,
    change: &AccessChange<MemberId>,
) -> Result<Vec<Change>, CommandError> {
    let rows = collection_member::of_collection(work.tx, work.organization.id, id).await?;
    let difference = Difference::between(rows.into_iter().map(|row| (row.holder, row.access)), change)?;
    let put = difference.put(|holder, access| collection_member::AccessRow { collection_id: id, holder, access });
    require_members(work, &difference.added()).await?;
    collection_member::put(work.tx, work.organization.id, &put).await?;
    collection_member::delete(work.tx, work.organization.id, id, &difference.taken).await?;
    member_access::touch(work.tx, work.organization.id, &difference.concerned(), work.call.now).await?;
    Ok(difference.changes("member"))
}

/// Changes which groups reach a collection, and answers what changed.
pub(super) async fn set_groups(
    work: &mut Work<'_, '_>,
    id: CollectionId,
    change: &AccessChange<GroupId>,
) -> Result<Vec<Change>, CommandError> {
    let rows = collection_group::of_collection(work.tx, work.organization.id, id).await?;
    let difference = Difference::between(rows.into_iter().map(|row| (row.holder, row.access)), change)?;
    let put = difference.put(|holder, access| collection_group::AccessRow { collection_id: id, holder, access });
    for group in difference.added() {
        let found = member_group::find(work.tx, work.organization.id, group).await?;
        found.ok_or_else(|| not_of_here("group"))?;
    }
    collection_group::put(work.tx, work.organization.id, &put).await?;
    // The group must reach something while its members are told, so those that lose it are told first.
    for group in &difference.taken {
        member_access::touch_group(work.tx, work.organization.id, *group, work.call.now).await?;
    }
    collection_group::delete(work.tx, work.organization.id, id, &difference.taken).await?;
    for row in &put {
        member_access::touch_group(work.tx, work.organization.id, row.holder, work.call.now).await?;
    }
    Ok(difference.changes("group"))
}

/// Changes which collections a member reaches alone, and answers what changed. Whoever asks must manage those that do.
pub(super) async fn set_collections_of_member(
    work: &mut Work<'_, '_>,
    by: &Authority,
    id: MemberId,
    change: &AccessChange<CollectionId>,
) -> Result<Vec<Change>, CommandError> {
    let rows = collection_member::of_holder(work.tx, work.organization.id, id).await?;
    let difference = Difference::between(rows.into_iter().map(|row| (row.collection_id, row.access)), change)?;
    require_control(work, by, &[], &difference.concerned()).await?;
    require_collections(work, &difference.added()).await?;
    let put =
        difference.put(|collection_id, access| collection_member::AccessRow { collection_id, holder: id, access });
    collection_member::put(work.tx, work.organization.id, &put).await?;
    for collection in &difference.taken {
        collection_member::delete(work.tx, work.organization.id, *collection, &[id]).await?;
    }
    if !difference.is_empty() {
        member_access::touch(work.tx, work.organization.id, &[id], work.call.now).await?;
    }
    Ok(difference.changes("collection"))
}

/// Changes which collections a group reaches, and answers what changed. Whoever asks must manage those that do.
pub(super) async fn set_collections_of_group(
    work: &mut Work<'_, '_>,
    by: &Authority,
    id: GroupId,
    change: &AccessChange<CollectionId>,
) -> Result<Vec<Change>, CommandError> {
    let rows = collection_group::of_holder(work.tx, work.organization.id, id).await?;
    let difference = Difference::between(rows.into_iter().map(|row| (row.collection_id, row.access)), change)?;
    require_control(work, by, &[], &difference.concerned()).await?;
    require_collections(work, &difference.added()).await?;
    let put = difference.put(|collection_id, access| collection_group::AccessRow { collection_id, holder: id, access });
    collection_group::put(work.tx, work.organization.id, &put).await?;
    if !difference.is_empty() {
        member_access::touch_group(work.tx, work.organization.id, id, work.call.now).await?;
    }
    for collection in &difference.taken {
        collection_group::delete(work.tx, work.organization.id, *collection, &[id]).await?;
    }
    Ok(difference.changes("collection"))
}

async fn require_members(work: &mut Work<'_, '_>, ids: &[MemberId]) -> Result<(), CommandError> {
    let known = member::labels(work.tx, work.organization.id, ids).await?;
    if known.len() == ids.len() { Ok(()) } else { Err(not_of_here("member").into()) }
}

async fn require_collections(work: &mut Work<'_, '_>, ids: &[CollectionId]) -> Result<(), CommandError> {
    let known = collection::find_all(work.tx, work.organization.id, ids).await?;
    if known.len() == ids.len() { Ok(()) } else { Err(not_of_here("collection").into()) }
}

fn not_of_here(what: &str) -> Refusal {
    Refusal::InvalidSetting(format!("A {what} in the list is not one of this organization."))
}

/// What leads from the access there is to the one that is wanted.
struct Difference<I> {
    before: BTreeMap<I, CollectionAccess>,
    /// New or changed.
    given: Vec<(I, CollectionAccess)>,
    taken: Vec<I>,
}

impl<I: Ord + Copy + Hash + std::fmt::Display> Difference<I> {
    fn between(before: impl Iterator<Item = (I, CollectionAccess)>, change: &AccessChange<I>) -> Result<Self, Refusal> {
        let before: BTreeMap<I, CollectionAccess> = before.collect();
        let wanted = change.over(&before)?;
        let given =
            wanted.iter().filter(|(id, access)| before.get(id) != Some(access)).map(|(id, access)| (*id, *access));
        let taken = before.keys().filter(|id| !wanted.contains_key(id)).copied();
        Ok(Self { given: given.collect(), taken: taken.collect(), before })
    }

    const fn is_empty(&self) -> bool {
        self.given.is_empty() && self.taken.is_empty()
    }

    fn put<R>(&self, row: impl Fn(I, CollectionAccess) -> R) -> Vec<R> {
        self.given.iter().map(|(id, access)| row(*id, *access)).collect()
    }

    /// Those that had no access before.
    fn added(&self) -> Vec<I> {
        self.given.iter().map(|(id, _)| *id).filter(|id| !self.before.contains_key(id)).collect()
    }

    fn concerned(&self) -> Vec<I> {
        self.given.iter().map(|(id, _)| *id).chain(self.taken.iter().copied()).collect()
    }

    /// As the log tells it: `member <id>`, from `view` to `manage`.
    fn changes(&self, what: &str) -> Vec<Change> {
        let name = |id: &I| self.before.get(id).map(|access| access.name());
        let given = self.given.iter().map(|(id, access)| (id, Some(access.name())));
        let all = given.chain(self.taken.iter().map(|id| (id, None)));
        let mut changes: Vec<Change> =
            all.take(TOLD).filter_map(|(id, after)| Change::of(&format!("{what} {id}"), name(id), after)).collect();
        let more = (self.given.len() + self.taken.len()).saturating_sub(TOLD);
        if more > 0 {
            changes.extend(Change::of(&format!("{what}s"), None, Some(&format!("{more} more"))));
        }
        changes
    }
}

//! Who reaches a collection changes: those who are concerned are told, and nobody else.

use crate::CommandError;
use crate::work::Work;
use domain::{Change, CollectionAccess, CollectionId, GroupId, MemberId, Refusal};
use std::collections::BTreeMap;
use std::hash::Hash;
use storage::tables::{collection, collection_group, collection_member, member, member_access, member_group};

/// Most single changes that the log tells of; further ones are counted.
const TOLD: usize = 100;

/// Makes exactly these members reach a collection by themselves, and answers what changed.
pub(super) async fn set_members(
    work: &mut Work<'_, '_>,
    id: CollectionId,
    wanted: &[(MemberId, CollectionAccess)],
) -> Result<Vec<Change>, CommandError> {
    let wanted = unique(wanted)?;
    let rows = collection_member::of_collection(work.tx, work.organization.id, id).await?;
    let difference = Difference::between(rows.into_iter().map(|row| (row.holder, row.access)), &wanted);
    let put = difference.put(|holder, access| collection_member::AccessRow { collection_id: id, holder, access });
    require_members(work, &difference.added()).await?;
    collection_member::put(work.tx, work.organization.id, &put).await?;
    collection_member::delete(work.tx, work.organization.id, id, &difference.taken).await?;
    member_access::touch(work.tx, work.organization.id, &difference.concerned(), work.call.now).await?;
    Ok(difference.changes("member"))
}

/// Makes exactly these groups reach a collection, and answers what changed.
pub(super) async fn set_groups(
    work: &mut Work<'_, '_>,
    id: CollectionId,
    wanted: &[(GroupId, CollectionAccess)],
) -> Result<Vec<Change>, CommandError> {
    let wanted = unique(wanted)?;
    let rows = collection_group::of_collection(work.tx, work.organization.id, id).await?;
    let difference = Difference::between(rows.into_iter().map(|row| (row.holder, row.access)), &wanted);
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

/// Makes exactly these collections reachable by a member alone, and answers what changed.
pub(super) async fn set_collections_of_member(
    work: &mut Work<'_, '_>,
    id: MemberId,
    wanted: &[(CollectionId, CollectionAccess)],
) -> Result<Vec<Change>, CommandError> {
    let wanted = unique(wanted)?;
    let rows = collection_member::of_holder(work.tx, work.organization.id, id).await?;
    let difference = Difference::between(rows.into_iter().map(|row| (row.collection_id, row.access)), &wanted);
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

/// Makes exactly these collections reachable by a group, and answers what changed.
pub(super) async fn set_collections_of_group(
    work: &mut Work<'_, '_>,
    id: GroupId,
    wanted: &[(CollectionId, CollectionAccess)],
) -> Result<Vec<Change>, CommandError> {
    let wanted = unique(wanted)?;
    let rows = collection_group::of_holder(work.tx, work.organization.id, id).await?;
    let difference = Difference::between(rows.into_iter().map(|row| (row.collection_id, row.access)), &wanted);
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

/// The wanted access by its holder; the last one counts where a holder comes twice.
fn unique<I: Ord + Copy>(wanted: &[(I, CollectionAccess)]) -> Result<BTreeMap<I, CollectionAccess>, Refusal> {
    wanted.iter().try_for_each(|(_, access)| access.check())?;
    Ok(wanted.iter().copied().collect())
}

/// What leads from the access there is to the one that is wanted.
struct Difference<I> {
    before: BTreeMap<I, CollectionAccess>,
    /// New or changed.
    given: Vec<(I, CollectionAccess)>,
    taken: Vec<I>,
}

impl<I: Ord + Copy + Hash + std::fmt::Display> Difference<I> {
    fn between(before: impl Iterator<Item = (I, CollectionAccess)>, wanted: &BTreeMap<I, CollectionAccess>) -> Self {
        let before: BTreeMap<I, CollectionAccess> = before.collect();
        let given =
            wanted.iter().filter(|(id, access)| before.get(id) != Some(access)).map(|(id, access)| (*id, *access));
        let taken = before.keys().filter(|id| !wanted.contains_key(id)).copied();
        Self { given: given.collect(), taken: taken.collect(), before }
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

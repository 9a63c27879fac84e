//! What every change of items has in common.

use super::membership_policies::enabled;
use crate::work::Work;
use crate::{Call, CommandError, Membership};
use domain::{
    AccountId, CollectionId, Event, EventSubject, EventType, ItemId, ItemPlacement, ItemType, PolicyType, Refusal,
};
use std::collections::BTreeSet;
use storage::tables::{account, collection, folder, item_placement};
use storage::{Snapshot, StorageError, Transaction};

/// An item as a client wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemDraft {
    /// What it is.
    pub item_type: ItemType,
    /// As in [`domain::Item::data`].
    pub data: String,
    /// Where the person wants it.
    pub placement: ItemPlacement,
}

/// Notes what happened to an organization's item.
pub(super) fn record(work: &mut Work<'_, '_>, event_type: EventType, id: ItemId) {
    work.record(Event::unnamed(event_type, subject(id), &[]));
}

pub(super) fn subject(id: ItemId) -> EventSubject {
    EventSubject { item_id: Some(id), ..EventSubject::default() }
}

/// Tells whoever sees one of these collections that an item in it changed.
pub(super) async fn touch(
    work: &mut Work<'_, '_>,
    collections: impl IntoIterator<Item = CollectionId>,
) -> Result<(), StorageError> {
    let collections: Vec<CollectionId> = collections.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    collection::touch(work.tx, work.organization.id, &collections, work.call.now).await
}

/// Refuses collections to which the member may not add items, and none at all.
pub(super) async fn require_editable(
    work: &mut Work<'_, '_>,
    membership: &Membership,
    acting: crate::Acting,
    ids: &[CollectionId],
) -> Result<(), CommandError> {
    if ids.is_empty() {
        return Err(no_collection().into());
    }
    let known = collection::find_all(work.tx, work.organization.id, ids).await?;
    let access = membership.access_to(work.tx, acting, ids).await?;
    let may = |id: &CollectionId| {
        known.iter().any(|known| known.id == *id) && access.get(id).is_some_and(|access| access.edits())
    };
    if ids.iter().all(may) { Ok(()) } else { Err(Refusal::CollectionNotFound.into()) }
}

pub(super) fn no_collection() -> Refusal {
    Refusal::InvalidSetting("An item of an organization must be in at least one collection.".to_owned())
}

/// Stores where a person keeps an item, if that is news. Comes after the ledger's lock.
pub(super) async fn place(
    tx: &mut Transaction<'_>,
    call: &Call,
    account_id: AccountId,
    id: ItemId,
    before: ItemPlacement,
    after: ItemPlacement,
) -> Result<(), CommandError> {
    if before == after {
        return Ok(());
    }
    require_folder(tx, account_id, after).await?;
    item_placement::put(tx, account_id, &[(id, after)]).await?;
    Ok(account::touch(tx, account_id, call.now).await?)
}

/// Refuses a folder that is not the person's.
pub(super) async fn require_folder(
    tx: &mut Transaction<'_>,
    account_id: AccountId,
    placement: ItemPlacement,
) -> Result<(), CommandError> {
    let Some(id) = placement.folder_id else { return Ok(()) };
    folder::find(tx, account_id, id).await?.map(drop).ok_or_else(|| Refusal::FolderNotFound.into())
}

/// Refuses an item of one's own where one of the person's organizations wants everything to be its own.
pub(super) async fn require_ownership_allowed(
    at: &mut Snapshot<'_>,
    account_id: AccountId,
) -> Result<(), CommandError> {
    for membership in Membership::all(at, account_id).await?.iter().filter(|membership| membership.is_live()) {
        let bound = membership.member.is_bound_by_policies();
        if bound && enabled(at, membership.organization.id).await?.contains(&PolicyType::DataOwnership) {
            return Err(Refusal::ItemsBelongToOrganization.into());
        }
    }
    Ok(())
}

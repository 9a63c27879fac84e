//! A member makes a collection.

use super::collection_access;
use crate::queries::find_collection::details;
use crate::work::Work;
use crate::{Call, CollectionDetails, CommandError, Membership};
use domain::{
    AccountId, Change, Collection, CollectionAccess, CollectionId, Event, EventSubject, EventType, ExternalId, GroupId,
    MemberId, OrganizationId, Refusal,
};
use storage::tables::collection;
use storage::{Command, Transaction};

/// A collection as a client wants it.
#[derive(Debug, Clone)]
pub struct CollectionDraft {
    /// The name, an `EncString` of type 2.
    pub name: String,
    /// The directory's identifier.
    pub external_id: Option<ExternalId>,
    /// Which members reach it by themselves.
    pub members: Vec<(MemberId, CollectionAccess)>,
    /// Which groups reach it.
    pub groups: Vec<(GroupId, CollectionAccess)>,
}

/// Makes a collection. Somebody must manage it, unless the organization's administrators see all collections anyway.
#[derive(Debug, Clone)]
pub struct CreateCollection {
    /// Who asks.
    pub call: Call,
    /// The person.
    pub account_id: AccountId,
    /// Where.
    pub organization_id: OrganizationId,
    /// What is made.
    pub draft: CollectionDraft,
}

impl Command for CreateCollection {
    type Output = CollectionDetails;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<CollectionDetails, CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        let membership = Membership::of_work(&mut work, self.account_id).await?;
        if !membership.member.creates_collections(&work.organization) {
            return Err(Refusal::CollectionNotFound.into());
        }
        self.draft.require_manager(&work)?;
        let collection = Collection {
            organization_id: self.organization_id,
            id: CollectionId::from_uuid(work.ledger.next_id(self.call.now, &self.call.entropy)),
            name: self.draft.name.clone(),
            external_id: self.draft.external_id.clone(),
            created_at: self.call.now,
            revised_at: self.call.now,
        };
        collection::insert(work.tx, &collection).await?;
        let mut changes = Vec::new();
        changes.extend(Change::of("externalId", None, external_id(&collection)));
        changes.extend(
            collection_access::set_members(&mut work, collection.id, &self.draft.members.clone().into()).await?,
        );
        changes
            .extend(collection_access::set_groups(&mut work, collection.id, &self.draft.groups.clone().into()).await?);
        work.record(Event::unnamed(EventType::CollectionCreated, subject(&collection), &changes));
        let details = details(work.tx, &membership, collection).await?;
        work.finish().await?;
        Ok(details)
    }
}

impl CollectionDraft {
    /// Refuses a collection that nobody could take care of.
    pub(super) fn require_manager(&self, work: &Work<'_, '_>) -> Result<(), Refusal> {
        let all = self.members.iter().map(|(_, access)| access).chain(self.groups.iter().map(|(_, access)| access));
        if work.organization.collections.admins_access_all || all.into_iter().any(|access| access.manage) {
            return Ok(());
        }
        Err(Refusal::InvalidSetting("At least one member or group must be given access that manages it.".to_owned()))
    }
}

pub(super) fn external_id(collection: &Collection) -> Option<&str> {
    collection.external_id.as_ref().map(ExternalId::as_str)
}

pub(super) fn subject(collection: &Collection) -> EventSubject {
    EventSubject { collection_id: Some(collection.id), ..EventSubject::default() }
}

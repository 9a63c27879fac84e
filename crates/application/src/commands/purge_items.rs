//! A person removes everything of their own, or everything of an organization.

use crate::work::Work;
use crate::{Call, CommandError, Membership};
use domain::{AccountId, Event, EventSubject, EventType, OrganizationId, Refusal};
use storage::tables::{account, collection, folder, item, item_placement, personal_item};
use storage::{Command, Transaction};

/// Removes all items and folders that are a person's own.
#[derive(Debug, Clone)]
pub struct PurgeAccountItems {
    /// Who asks.
    pub call: Call,
    /// Whose.
    pub account_id: AccountId,
}

impl Command for PurgeAccountItems {
    type Output = ();
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<(), CommandError> {
        account::touch(tx, self.account_id, self.call.now).await?;
        item_placement::delete_of_own(tx, self.account_id).await?;
        item_placement::empty_folders(tx, self.account_id).await?;
        personal_item::delete_all(tx, self.account_id).await?;
        Ok(folder::delete_all(tx, self.account_id).await?)
    }
}

/// Removes all items of an organization; its collections stay.
#[derive(Debug, Clone)]
pub struct PurgeOrganizationItems {
    /// Who asks.
    pub call: Call,
    /// The person.
    pub account_id: AccountId,
    /// Whose.
    pub organization_id: OrganizationId,
}

impl Command for PurgeOrganizationItems {
    type Output = ();
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<(), CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        let membership = Membership::of_work(&mut work, self.account_id).await?;
        if !membership.member.edits_all_items(&work.organization) {
            return Err(Refusal::OrganizationNotFound.into());
        }
        collection::touch_filled(work.tx, self.organization_id, self.call.now).await?;
        item_placement::delete_of_organization(work.tx, self.organization_id).await?;
        item::delete_all(work.tx, self.organization_id).await?;
        let name = work.organization.name.clone();
        work.record(Event::new(EventType::OrganizationPurged, EventSubject::default(), &name, &[]));
        Ok(work.finish().await?)
    }
}

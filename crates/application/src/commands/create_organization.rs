//! An operator or a person makes an organization.

use super::{member_changes, membership_policies};
use crate::work::Work;
use crate::{Call, CommandError, FirstKeys};
use domain::{
    AccountId, CaseInsensitiveText, Collection, CollectionAccess, CollectionId, EmailAddress, Event, EventSubject,
    EventType, Member, MemberId, MemberProfile, MemberRole, Organization, Refusal,
};
use storage::tables::{account, account_membership, collection, collection_member, member, member_key, organization};
use storage::{Command, StorageError, Transaction};

/// The first owner of an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOwner {
    /// The owner's address.
    pub email: EmailAddress,
    /// The owner's name, given and family.
    pub name: String,
    /// Their login, with the keys that their client made for the organization. An owner without one is invited.
    pub account: Option<OwnerAccount>,
}

/// An owner who has an account, and so can make the organization's keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerAccount {
    /// The account; the owner's address is its own.
    pub id: AccountId,
    /// The keys of the organization.
    pub keys: FirstKeys,
}

/// Makes an organization with its first owner: confirmed from the start where they bring its keys, else invited, to bring
/// them when they accept.
#[derive(Debug, Clone)]
pub struct CreateOrganization {
    /// Who asks.
    pub call: Call,
    /// The organization; its id is drawn by the caller.
    pub organization: Organization,
    /// Its first owner.
    pub owner: Option<NewOwner>,
}

impl Command for CreateOrganization {
    type Output = Organization;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Organization, CommandError> {
        let mut work = Work::begin_new(tx, &self.call, self.organization.clone()).await?;
        let created = Event::new(EventType::OrganizationUpdated, EventSubject::default(), &self.organization.name, &[]);
        work.record(created);
        if let Some(owner) = &self.owner {
            let id = MemberId::from_uuid(work.ledger.next_id(self.call.now, &self.call.entropy));
            let member = self.owner_member(owner, id);
            member.profile.check()?;
            match &owner.account {
                Some(account) => confirm_owner(&mut work, member, account).await?,
                None => invite_owner(&mut work, member).await?,
            }
        }
        let organization = work.organization.clone();
        work.finish().await?;
        Ok(organization)
    }
}

impl CreateOrganization {
    fn owner_member(&self, owner: &NewOwner, id: MemberId) -> Member {
        let name = (!owner.name.trim().is_empty()).then(|| owner.name.clone());
        let profile = MemberProfile {
            user_name: CaseInsensitiveText::new(owner.email.text()),
            email: owner.email.clone(),
            other_email_keys: Vec::new(),
            external_id: None,
            display_name: name.clone().map(CaseInsensitiveText::new),
            attributes: None,
        };
        let new = Member::new(self.organization.id, id, profile, self.call.origin, self.call.now);
        Member { role: MemberRole::Owner, name, ..new }
    }
}

async fn invite_owner(work: &mut Work<'_, '_>, mut member: Member) -> Result<(), CommandError> {
    work.ledger.add_member(&member);
    member.invite(&work.organization, &mut work.ledger, work.call.now)?;
    member::insert(work.tx, &member).await?;
    work.invite_first(&member).await?;
    let changes = member_changes::role(None, &member);
    work.record(Event::new(EventType::MemberInvited, member_changes::subject(&member), member.label(), &changes));
    Ok(())
}

async fn confirm_owner(work: &mut Work<'_, '_>, mut member: Member, owner: &OwnerAccount) -> Result<(), CommandError> {
    let person = account::lock(work.tx, owner.id).await?.ok_or(Refusal::NotAllowed)?;
    membership_policies::require_compliance(work.tx, &member, person.id).await?;
    work.ledger.add_member(&member);
    member.found(&person, &mut work.ledger);
    member::insert(work.tx, &member).await?;
    account_membership::insert(work.tx, owner.id, work.organization.id, member.id).await?;
    let changes = member_changes::role(None, &member);
    work.record(Event::new(EventType::MemberConfirmed, member_changes::subject(&member), member.label(), &changes));
    store_keys(work, &member, &owner.keys).await?;
    account::touch(work.tx, owner.id, work.call.now).await?;
    Ok(())
}

/// Stores the keys that an organization's first owner brings, and makes the collection that comes with them.
pub(super) async fn store_keys(work: &mut Work<'_, '_>, owner: &Member, keys: &FirstKeys) -> Result<(), StorageError> {
    let organization_id = work.organization.id;
    organization::update_keys(work.tx, organization_id, &keys.pair).await?;
    member_key::put_organization_key(work.tx, organization_id, owner.id, &keys.sealed_key).await?;
    work.organization.has_keys = true;
    let Some(name) = &keys.collection_name else { return Ok(()) };
    let collection = Collection {
        organization_id,
        id: CollectionId::from_uuid(work.ledger.next_id(work.call.now, &work.call.entropy)),
        name: name.clone(),
        external_id: None,
        created_at: work.call.now,
        revised_at: work.call.now,
    };
    collection::insert(work.tx, &collection).await?;
    let way = collection_member::AccessRow {
        collection_id: collection.id,
        holder: owner.id,
        access: CollectionAccess::MANAGE,
    };
    collection_member::put(work.tx, organization_id, &[way]).await?;
    let subject = EventSubject { collection_id: Some(collection.id), ..EventSubject::default() };
    work.record(Event::unnamed(EventType::CollectionCreated, subject, &[]));
    Ok(())
}

//! An operator makes an organization.

use super::member_changes;
use crate::work::Work;
use crate::{Call, CommandError};
use domain::{
    CaseInsensitiveText, EmailAddress, Event, EventType, Member, MemberId, MemberProfile, MemberRole, MemberStatus,
    Organization,
};
use storage::tables::member;
use storage::{Command, Transaction};

/// The first owner of an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOwner {
    /// The owner's address.
    pub email: EmailAddress,
    /// The owner's name, given and family.
    pub name: String,
}

/// Makes an organization with its first owner, who is confirmed from the start.
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
        let created =
            Event::new(EventType::OrganizationUpdated, domain::EventSubject::default(), &self.organization.name, &[]);
        work.record(created);
        if let Some(owner) = &self.owner {
            let id = MemberId::from_uuid(work.ledger.next_id(self.call.now, &self.call.entropy));
            let owner = self.owner_member(owner, id);
            owner.profile.check()?;
            member::insert(work.tx, &owner).await?;
            work.ledger.add_member(&owner);
            let subject = member_changes::subject(&owner);
            work.record(Event::new(EventType::MemberConfirmed, subject, owner.label(), &[]));
        }
        work.finish().await?;
        Ok(self.organization.clone())
    }
}

impl CreateOrganization {
    fn owner_member(&self, owner: &NewOwner, id: MemberId) -> Member {
        Member {
            organization_id: self.organization.id,
            id,
            account_id: None,
            account_email: None,
            status: MemberStatus::Confirmed,
            status_before_revocation: None,
            role: MemberRole::Owner,
            permissions: domain::Permissions::default(),
            profile: MemberProfile {
                user_name: CaseInsensitiveText::new(owner.email.text()),
                email: owner.email.clone(),
                other_email_keys: Vec::new(),
                external_id: None,
                display_name: Some(CaseInsensitiveText::new(owner.name.clone())),
                attributes: None,
            },
            name: Some(owner.name.clone()),
            origin: self.call.origin,
            is_break_glass: false,
            invited_at: None,
            version: 1,
            created_at: self.call.now,
            revised_at: self.call.now,
        }
    }
}

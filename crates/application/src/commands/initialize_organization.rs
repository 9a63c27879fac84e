//! The first owner of an organization that an operator made accepts, and brings its keys.

use super::{accept_invitation, create_organization, member_changes, membership_policies};
use crate::{Call, CommandError, InvitationToken};
use domain::{Event, EventType, Member, OrganizationKeys, Refusal};
use storage::tables::organization;
use storage::{Command, Transaction};

/// What the client of an organization's first owner makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstKeys {
    /// The organization's key, sealed for the owner: an `EncString` of type 4.
    pub sealed_key: String,
    /// The organization's key pair.
    pub pair: OrganizationKeys,
    /// The name of a first collection, which the owner manages: an `EncString` of type 2.
    pub collection_name: Option<String>,
}

/// Accepts an invitation to an organization that has no keys yet. Nobody could confirm this owner, so they are confirmed at
/// once, with the keys that their client made.
#[derive(Debug, Clone)]
pub struct InitializeOrganization {
    /// Who accepts: a person.
    pub call: Call,
    /// The invitation, whose signature and age were checked.
    pub invitation: InvitationToken,
    /// The keys.
    pub keys: FirstKeys,
}

impl Command for InitializeOrganization {
    type Output = Member;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Member, CommandError> {
        let mut work = accept_invitation::begin(tx, &self.call, &self.invitation).await?;
        let (mut member, mut person) = accept_invitation::join(&mut work, &self.invitation).await?;
        if !member.brings_keys(&work.organization) {
            return Err(Refusal::HasKeys.into());
        }
        membership_policies::require_compliance(work.tx, &member, person.id).await?;
        let before = member.status;
        member.accept(&person, self.invitation.invited_at, &mut work.ledger)?;
        member.confirm(&mut work.ledger)?;
        accept_invitation::store(&mut work, &mut member, &mut person).await?;
        let change = member_changes::status(before, member.status);
        let subject = member_changes::subject(&member);
        work.record(Event::new(EventType::MemberConfirmed, subject, member.label(), change.as_slice()));
        create_organization::store_keys(&mut work, &member, &self.keys).await?;
        organization::touch(work.tx, work.organization.id, self.call.now).await?;
        work.finish().await?;
        Ok(member)
    }
}

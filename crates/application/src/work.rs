//! What every command on one organization does before and after its own part.

use crate::{Call, CommandError};
use domain::{
    Actor, Authority, ChainHash, Event, Ledger, MailId, MailKind, Member, MemberId, MemberStatus, Organization,
    OrganizationId, RecordedEvent, Refusal,
};
use storage::tables::outbox::WaitingMail;
use storage::tables::{account_membership, event, ledger, member, organization, outbox};
use storage::{StorageError, Transaction};

/// A command at work: the organization's ledger is locked, and what happens is noted for the event log.
pub(crate) struct Work<'w, 'c> {
    pub(crate) tx: &'w mut Transaction<'c>,
    pub(crate) call: &'w Call,
    pub(crate) organization: Organization,
    pub(crate) ledger: Ledger,
    events: Vec<Event>,
}

impl<'w, 'c> Work<'w, 'c> {
    /// Locks the organization: commands on it run one after another from here on.
    pub(crate) async fn begin(
        tx: &'w mut Transaction<'c>,
        call: &'w Call,
        id: OrganizationId,
    ) -> Result<Self, CommandError> {
        let ledger = ledger::lock(tx, id).await?.ok_or(Refusal::OrganizationNotFound)?;
        let organization = organization::find(tx, id).await?.ok_or(Refusal::OrganizationNotFound)?;
        Ok(Self { tx, call, organization, ledger, events: Vec::new() })
    }

    /// The work on an organization that is being made.
    pub(crate) async fn begin_new(
        tx: &'w mut Transaction<'c>,
        call: &'w Call,
        organization: Organization,
    ) -> Result<Self, CommandError> {
        let ledger = Ledger::new(organization.id);
        let tip = call.data_key.chain_key().tip(organization.id, 0, &ChainHash::START);
        organization::insert(tx, &organization).await?;
        ledger::insert(tx, &ledger, &tip).await?;
        Ok(Self { tx, call, organization, ledger, events: Vec::new() })
    }

    /// On whose word the command runs. A person is read as the member they are at this moment; one who is not confirmed in
    /// this organization is told that there is none.
    pub(crate) async fn authority(&mut self) -> Result<Authority, CommandError> {
        let account_id = match self.call.actor {
            Actor::Account(account_id) => account_id,
            Actor::Scim(_) => return Ok(Authority::Scim),
            Actor::PublicApi => return Ok(Authority::PublicApi),
            Actor::System => return Ok(Authority::Server),
        };
        let id = account_membership::find(self.tx, account_id, self.organization.id).await?;
        let id = id.ok_or(Refusal::OrganizationNotFound)?;
        let found = member::find(self.tx, self.organization.id, id).await?.filter(|_| self.organization.enabled);
        match found {
            Some(member) if member.status == MemberStatus::Confirmed => Ok(Authority::Member(Box::new(member))),
            _ => Err(Refusal::OrganizationNotFound.into()),
        }
    }

    /// A member of the organization.
    pub(crate) async fn member(&mut self, id: MemberId) -> Result<Member, CommandError> {
        Ok(member::find(self.tx, self.organization.id, id).await?.ok_or(Refusal::MemberNotFound)?)
    }

    /// Notes an event.
    pub(crate) fn record(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Writes an invitation to the member's address, in place of one that still waits: only the newest is of use.
    pub(crate) async fn invite(&mut self, member: &Member) -> Result<(), StorageError> {
        outbox::delete_of_member(self.tx, self.organization.id, member.id).await?;
        self.invite_first(member).await
    }

    /// Writes the first invitation of a member who is new.
    pub(crate) async fn invite_first(&mut self, member: &Member) -> Result<(), StorageError> {
        let mail = self.mail(MailKind::Invitation, member, member.profile.email.text());
        outbox::insert(self.tx, &[mail]).await
    }

    /// Asks the owners and admins by mail to confirm a member who has accepted. An invitation that still waits is of no
    /// use any more.
    pub(crate) async fn ask_to_confirm(&mut self, member: &Member) -> Result<(), StorageError> {
        outbox::delete_of_member(self.tx, self.organization.id, member.id).await?;
        let recipients = member::administrators(self.tx, self.organization.id).await?;
        let mails: Vec<WaitingMail> =
            recipients.iter().map(|recipient| self.mail(MailKind::MemberAccepted, member, recipient)).collect();
        outbox::insert(self.tx, &mails).await
    }

    /// Tells a member by mail that they were confirmed. Nobody needs to be asked to do it any more.
    pub(crate) async fn tell_confirmed(&mut self, member: &Member) -> Result<(), StorageError> {
        outbox::delete_of_member(self.tx, self.organization.id, member.id).await?;
        let mail = self.mail(MailKind::MemberConfirmed, member, member.address().text());
        outbox::insert(self.tx, &[mail]).await
    }

    /// Tells members by mail that a policy has revoked them. Nothing else that waits about them is of use any more.
    pub(crate) async fn tell_revoked(&mut self, members: &[Member]) -> Result<(), StorageError> {
        let ids: Vec<MemberId> = members.iter().map(|member| member.id).collect();
        outbox::delete_of_members(self.tx, self.organization.id, &ids).await?;
        let mails: Vec<WaitingMail> =
            members.iter().map(|member| self.mail(MailKind::MemberRevoked, member, member.address().text())).collect();
        outbox::insert(self.tx, &mails).await
    }

    /// A mail about a member. An invitation is of the moment that the member keeps of it: by that it is known later
    /// whether it is the newest.
    fn mail(&mut self, kind: MailKind, member: &Member, recipient: &str) -> WaitingMail {
        let invited_at = member.invited_at.filter(|_| kind == MailKind::Invitation);
        let created_at = invited_at.unwrap_or(self.call.now);
        WaitingMail {
            organization_id: self.organization.id,
            id: MailId::from_uuid(self.ledger.next_id(self.call.now, &self.call.entropy)),
            kind,
            member_id: member.id,
            recipient: recipient.to_owned(),
            acting_account_id: self.call.actor.account_id(),
            created_at,
            due_at: created_at,
            attempts: 0,
            dead_at: None,
            last_error: None,
        }
    }

    /// Numbers, chains and stores the events, and writes the ledger back. Without an event nothing has happened.
    pub(crate) async fn finish(mut self) -> Result<(), StorageError> {
        if self.events.is_empty() {
            return Ok(());
        }
        let chain = self.call.data_key.chain_key();
        let mut recorded = Vec::with_capacity(self.events.len());
        for event in self.events {
            self.ledger.sequence += 1;
            let context = self.call.event_context();
            let event = RecordedEvent::new(event, self.organization.id, self.ledger.sequence, context);
            self.ledger.head = chain.hash(&self.ledger.head, &event);
            recorded.push((event, self.ledger.head));
        }
        event::append(self.tx, &recorded).await?;
        let tip = chain.tip(self.organization.id, self.ledger.sequence, &self.ledger.head);
        ledger::update(self.tx, &self.ledger, &tip).await
    }
}

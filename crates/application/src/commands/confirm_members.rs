//! An admin's client hands the organization's key to members who have accepted.

use super::membership_policies::JoiningRules;
use super::{member_changes, outcomes};
use crate::work::Work;
use crate::{Call, CommandError, MemberOutcomes};
use domain::{Event, EventType, MemberId, OrganizationId};
use std::collections::HashSet;
use storage::tables::{account, member, member_key};
use storage::{Command, Transaction};

/// Confirms members, each with the organization's key as it was sealed for them. One who cannot be confirmed keeps nobody
/// else from it.
#[derive(Debug, Clone)]
pub struct ConfirmMembers {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// Whom, with the organization's key sealed for their public key: an `EncString` of type 4.
    pub keys: Vec<(MemberId, String)>,
}

impl Command for ConfirmMembers {
    type Output = MemberOutcomes;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<MemberOutcomes, CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        let by = work.authority().await?;
        by.require(|permissions| permissions.manage_users)?;
        let ids: Vec<MemberId> = self.keys.iter().map(|(id, _)| *id).collect();
        let people = member::accounts_of(work.tx, self.organization_id, &ids).await?;
        let people: HashSet<_> = account::lock_all(work.tx, &people).await?.iter().map(|person| person.id).collect();
        let rules = JoiningRules::read(work.tx, self.organization_id, people).await?;
        let mut done = Vec::with_capacity(self.keys.len());
        for (id, key) in &self.keys {
            let confirmed = confirm(&mut work, *id, key, &rules).await;
            done.push((*id, outcomes::of_one(confirmed)?));
        }
        work.finish().await?;
        Ok(done)
    }
}

async fn confirm(work: &mut Work<'_, '_>, id: MemberId, key: &str, rules: &JoiningRules) -> Result<(), CommandError> {
    let mut member = work.member(id).await?;
    let before = member.status;
    rules.check(&member, member.accepted_by()?)?;
    member.confirm(&mut work.ledger)?;
    member.version += 1;
    member.revised_at = work.call.now;
    member_key::put_organization_key(work.tx, work.organization.id, id, key).await?;
    member::update_membership(work.tx, &member).await?;
    work.tell_confirmed(&member).await?;
    let change = member_changes::status(before, member.status);
    let subject = member_changes::subject(&member);
    work.record(Event::new(EventType::MemberConfirmed, subject, member.label(), change.as_slice()));
    Ok(())
}

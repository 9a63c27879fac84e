//! What would become of members: the rules of the commands, and nothing is stored.

use super::overview::Seats;
use crate::CommandError;
use crate::commands::membership_policies::JoiningRules;
use domain::{
    Authority, Ledger, Member, MemberId, MemberStatus, Organization, OrganizationId, Refusal, RevocationReason,
    Timestamp,
};
use std::collections::HashMap;
use storage::tables::{ledger, member, organization};
use storage::{Query, QueryCost, Snapshot};

/// What is to be done to members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberAction {
    /// Send an invitation, the first or another one ([`ReinviteMembers`](crate::ReinviteMembers)).
    Invite,
    /// Hand the organization's key over ([`ConfirmMembers`](crate::ConfirmMembers)).
    Confirm,
    /// Cut off ([`RevokeMembers`](crate::RevokeMembers)).
    Revoke,
    /// Give back what they had ([`RestoreMembers`](crate::RestoreMembers)).
    Restore,
    /// Remove for good ([`RemoveMembers`](crate::RemoveMembers)).
    Remove,
}

/// What an action would do to members, one after another, as the command would do it.
#[derive(Debug, Clone)]
pub struct PreviewMemberChange {
    /// Where.
    pub organization_id: OrganizationId,
    /// On whose word.
    pub by: Authority,
    /// To whom. One who is named twice counts once.
    pub ids: Vec<MemberId>,
    /// What.
    pub action: MemberAction,
    /// The present moment.
    pub now: Timestamp,
}

/// The outcome of an action that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberChangePreview {
    /// Each member that was named, in that order.
    pub rows: Vec<PreviewedMember>,
    /// How many the action would change.
    pub changed: usize,
    /// Seats before.
    pub seats: Seats,
    /// Seats that would be taken afterwards.
    pub seats_after: i64,
    /// Confirmed owners before.
    pub owners: i64,
    /// Confirmed owners afterwards.
    pub owners_after: i64,
    /// How many of those whom it would change are flagged break-glass.
    pub break_glass: usize,
    /// How many mails would be written.
    pub mails: usize,
}

/// What would become of one member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewedMember {
    /// Which.
    pub id: MemberId,
    /// The member as it is now; none where there is no such member.
    pub member: Option<Member>,
    /// The status afterwards, none where the member would be gone; or why nothing would change.
    pub outcome: Result<Option<MemberStatus>, Refusal>,
}

impl Query for PreviewMemberChange {
    type Output = MemberChangePreview;
    type Error = CommandError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<MemberChangePreview, CommandError> {
        self.by.require(|permissions| permissions.manage_users)?;
        let id = self.organization_id;
        let organization = organization::find(at, id).await?.ok_or(Refusal::OrganizationNotFound)?;
        let before = ledger::find(at, id).await?.ok_or(Refusal::OrganizationNotFound)?;
        let ids = super::event_rows::distinct(self.ids.iter().copied());
        let found = member::find_all(at, id, &ids).await?;
        let mut found: HashMap<MemberId, Member> = found.into_iter().map(|member| (member.id, member)).collect();
        let people = found.values().filter(|member| self.brings_in(member)).filter_map(|member| member.account_id);
        let rules = JoiningRules::read(at, id, people.collect()).await?;
        let mut after = before.clone();
        let mut preview = MemberChangePreview {
            rows: Vec::with_capacity(ids.len()),
            changed: 0,
            seats: Seats::of(organization.seats, before.occupied_seats, before.people),
            seats_after: 0,
            owners: before.confirmed_owners,
            owners_after: 0,
            break_glass: 0,
            mails: 0,
        };
        for id in ids {
            let member = found.remove(&id);
            let outcome = match &member {
                None => Err(Refusal::MemberNotFound),
                Some(member) => {
                    self.compliance(member, &rules).and_then(|()| self.act(member, &organization, &mut after))
                }
            };
            if let (Ok(step), Some(member)) = (&outcome, &member) {
                preview.changed += 1;
                preview.break_glass += usize::from(member.is_break_glass);
                preview.mails += usize::from(step.has_mail);
            }
            preview.rows.push(PreviewedMember { id, member, outcome: outcome.map(|step| step.status) });
        }
        (preview.seats_after, preview.owners_after) = (after.occupied_seats, after.confirmed_owners);
        Ok(preview)
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

/// What an action does to one member.
struct Step {
    status: Option<MemberStatus>,
    has_mail: bool,
}

impl PreviewMemberChange {
    /// Whether policies are asked of this member.
    fn brings_in(&self, member: &Member) -> bool {
        match self.action {
            MemberAction::Confirm => member.accepted_by().is_ok(),
            MemberAction::Restore => member.rejoins_on_restore(),
            MemberAction::Invite | MemberAction::Revoke | MemberAction::Remove => false,
        }
    }

    /// What policies say, where the action brings somebody in.
    fn compliance(&self, member: &Member, rules: &JoiningRules) -> Result<(), Refusal> {
        match member.account_id.filter(|_| self.brings_in(member)) {
            Some(account_id) => rules.check(member, account_id),
            None => Ok(()),
        }
    }

    /// The change itself, on copies.
    fn act(&self, member: &Member, organization: &Organization, ledger: &mut Ledger) -> Result<Step, Refusal> {
        let (mut member, by) = (member.clone(), &self.by);
        let mut has_mail = false;
        match self.action {
            MemberAction::Invite => {
                by.require_rank_over(&member)?;
                if !member.was_just_invited(self.now) {
                    member.invite(organization, ledger, self.now)?;
                    has_mail = true;
                }
            }
            MemberAction::Confirm => {
                member.confirm(ledger)?;
                has_mail = true;
            }
            MemberAction::Revoke => {
                by.require_reach(&member)?;
                if !member.revoke(by, RevocationReason::Manual, ledger)? {
                    return Err(Refusal::AlreadyRevoked);
                }
            }
            MemberAction::Restore => {
                by.require_reach(&member)?;
                let restoration = member.restore(by, organization, ledger, self.now)?.ok_or(Refusal::NotRevoked)?;
                has_mail = restoration.needs_invitation;
            }
            MemberAction::Remove => {
                member.require_removable(by, ledger)?;
                ledger.remove_member(&member);
                return Ok(Step { status: None, has_mail });
            }
        }
        Ok(Step { status: Some(member.status), has_mail })
    }
}

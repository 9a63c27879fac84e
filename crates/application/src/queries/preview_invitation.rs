//! What an invitation of several people would come to: the rules of the command, and nothing is stored.

use super::overview::Seats;
use crate::CommandError;
use crate::commands::invite_members::profile_of;
use domain::{Authority, EmailAddress, Member, MemberRole, OrganizationId, Permissions, Refusal};
use storage::tables::{ledger, member, organization};
use storage::{Query, QueryCost, Snapshot};

/// What [`InviteMembers`](crate::InviteMembers) would do with these addresses.
#[derive(Debug, Clone)]
pub struct PreviewInvitation {
    /// Where.
    pub organization_id: OrganizationId,
    /// On whose word.
    pub by: Authority,
    /// Whom.
    pub emails: Vec<EmailAddress>,
    /// What they would be.
    pub role: MemberRole,
    /// What they would be allowed to do, where the role is Custom.
    pub permissions: Permissions,
}

/// The outcome of an invitation that was not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationPreview {
    /// Each address in the order they were named, with the member who has it already.
    pub rows: Vec<(EmailAddress, Option<Member>)>,
    /// How many would be invited.
    pub invited: usize,
    /// Seats before.
    pub seats: Seats,
    /// Why none of them would be.
    pub refusal: Option<Refusal>,
}

impl Query for PreviewInvitation {
    type Output = InvitationPreview;
    type Error = CommandError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<InvitationPreview, CommandError> {
        self.by.require(|permissions| permissions.manage_users)?;
        let id = self.organization_id;
        let organization = organization::find(at, id).await?.ok_or(Refusal::OrganizationNotFound)?;
        let ledger = ledger::find(at, id).await?.ok_or(Refusal::OrganizationNotFound)?;
        let mut rows = Vec::with_capacity(self.emails.len());
        for email in &self.emails {
            let holders = member::find_holders(at, id, &profile_of(email), None).await?;
            let holder = match holders.email.or(holders.user_name) {
                Some(holder) => member::find(at, id, holder).await?,
                None => None,
            };
            rows.push((email.clone(), holder));
        }
        let invited = rows.iter().filter(|(_, holder)| holder.is_none()).count();
        let seats = Seats::of(organization.seats, ledger.occupied_seats, ledger.people);
        let wanted = i64::try_from(invited).unwrap_or(i64::MAX);
        let has_room = organization.seats.is_none_or(|limit| limit.saturating_sub(seats.used) >= wanted);
        let refusal = match self.by.require_grant(self.role, self.permissions, &organization) {
            Err(refusal) => Some(refusal),
            Ok(()) if self.role != MemberRole::Owner && ledger.confirmed_owners < 1 => Some(Refusal::NoConfirmedOwner),
            Ok(()) if invited == 0 => Some(Refusal::AlreadyInvited),
            Ok(()) if !has_room => Some(Refusal::NoSeatLeft { seats: organization.seats.unwrap_or_default() }),
            Ok(()) => None,
        };
        Ok(InvitationPreview { rows, invited, seats, refusal })
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

//! Members: what they are and how their status moves.

use crate::text::{check_attributes, fold};
use crate::{
    Account, AccountId, Authority, CaseInsensitiveText, EmailAddress, ExternalId, Ledger, MemberId, MemberStatus,
    Organization, OrganizationId, Origin, Permissions, Refusal, Timestamp,
};
use std::time::Duration;

/// How long an invitation can be accepted, in hours.
pub const INVITATION_LIFETIME_HOURS: u64 = 120;

/// How long after an invitation another one can be asked for.
const INVITATION_PAUSE: Duration = Duration::from_mins(1);

/// What a member may do, with Bitwarden's numbers (3, Manager, is gone for good).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberRole {
    /// Everything.
    Owner = 0,
    /// Everything but owners and billing.
    Admin = 1,
    /// Uses what is shared.
    User = 2,
    /// Chosen permissions.
    Custom = 4,
}

impl MemberRole {
    /// Bitwarden's number.
    pub const fn number(self) -> i64 {
        self as i64
    }

    /// Its name, as people read it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Owner => "Owner",
            Self::Admin => "Admin",
            Self::User => "User",
            Self::Custom => "Custom",
        }
    }

    /// The role with this number.
    pub const fn from_number(number: i64) -> Option<Self> {
        match number {
            0 => Some(Self::Owner),
            1 => Some(Self::Admin),
            2 => Some(Self::User),
            4 => Some(Self::Custom),
            _ => None,
        }
    }
}

/// Why a member was revoked, with Bitwarden's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevocationReason {
    /// Somebody, or a directory, wanted it.
    Manual = 1,
    /// The organization wants two-step login, and the member had none.
    TwoStep = 2,
    /// The organization owns its members' items.
    DataOwnership = 3,
    /// The organization wants its members to be in no other, and the member was.
    SingleOrganization = 4,
}

impl RevocationReason {
    /// Bitwarden's number.
    pub const fn number(self) -> i64 {
        self as i64
    }

    /// The reason with this number.
    pub const fn from_number(number: i64) -> Option<Self> {
        match number {
            1 => Some(Self::Manual),
            2 => Some(Self::TwoStep),
            3 => Some(Self::DataOwnership),
            4 => Some(Self::SingleOrganization),
            _ => None,
        }
    }
}

/// A member of an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The organization.
    pub organization_id: OrganizationId,
    /// The membership's identifier.
    pub id: MemberId,
    /// The person's login, once there is one.
    pub account_id: Option<AccountId>,
    /// The login's own address, which stays the person's whatever the directory says. Both find the member.
    pub account_email: Option<EmailAddress>,
    /// Where the member stands.
    pub status: MemberStatus,
    /// Where a Revoked member stood before.
    pub status_before_revocation: Option<MemberStatus>,
    /// Why a Revoked member was revoked; none where that was not kept.
    pub revocation_reason: Option<RevocationReason>,
    /// What the member may do.
    pub role: MemberRole,
    /// What a Custom member may do.
    pub permissions: Permissions,
    /// What the directory says of the person.
    pub profile: MemberProfile,
    /// The person's name as known here, for members that no directory made.
    pub name: Option<String>,
    /// Who made the member.
    pub origin: Origin,
    /// Whether directories may neither revoke nor remove the member.
    pub is_break_glass: bool,
    /// When the newest invitation was written.
    pub invited_at: Option<Timestamp>,
    /// Counts the member's changes, from 1.
    pub version: i64,
    /// When the member was made.
    pub created_at: Timestamp,
    /// When the member last changed.
    pub revised_at: Timestamp,
}

/// Ciphertext of a membership, which the server cannot open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MemberKeys {
    /// The organization's key, sealed for the member: an `EncString` of type 4. There once they are confirmed.
    pub sealed_organization_key: Option<String>,
    /// The member's user key, sealed for the organization: an `EncString` of type 4. There while they are enrolled in
    /// account recovery.
    pub recovery_key: Option<String>,
}

/// What a directory says of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberProfile {
    /// Unique among the userNames of the organization.
    pub user_name: CaseInsensitiveText,
    /// The address that invitations go to, unique among these.
    pub email: EmailAddress,
    /// The folded keys of further addresses, by which the member is also found.
    pub other_email_keys: Vec<String>,
    /// The directory's identifier of the person.
    pub external_id: Option<ExternalId>,
    /// The name to show.
    pub display_name: Option<CaseInsensitiveText>,
    /// Everything that the directory sent, as a JSON object, kept as sent. None for a member that no directory wrote.
    pub attributes: Option<String>,
}

impl MemberProfile {
    /// Longest userName and displayName, in characters.
    pub const TEXT_MAX_LENGTH: usize = 256;

    /// Refuses overlong texts, and a blank userName.
    pub fn check(&self) -> Result<(), Refusal> {
        let limit = Self::TEXT_MAX_LENGTH;
        if self.user_name.text().trim().is_empty() {
            return Err(Refusal::Blank { field: "userName" });
        }
        if self.user_name.text().chars().count() > limit {
            return Err(Refusal::TooLong { field: "userName", limit });
        }
        if self.display_name.as_ref().is_some_and(|name| name.text().chars().count() > limit) {
            return Err(Refusal::TooLong { field: "displayName", limit });
        }
        // The chosen address was measured when it was read.
        let limit = EmailAddress::MAX_LENGTH;
        if self.other_email_keys.iter().any(|key| key.chars().count() > limit) {
            return Err(Refusal::TooLong { field: "emails.value", limit });
        }
        check_attributes(self.attributes.as_deref())
    }
}

/// A member to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMember {
    /// What the directory says of the person.
    pub profile: MemberProfile,
    /// False makes the member Revoked from the start: no mail, no seat.
    pub active: bool,
    /// Who makes the member.
    pub origin: Origin,
}

/// What a restore brings with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restoration {
    /// Whether the member is invited and needs a new mail, since none was sent or the last one has run out.
    pub needs_invitation: bool,
}

impl Member {
    /// As much of the label as lists are sorted by, in characters.
    const LABEL_KEY_LENGTH: usize = 64;

    /// Makes a member as the organization wants them: Invited, Staged, or Revoked when inactive. An Invited one takes a
    /// seat, which must be free.
    pub fn provision(
        new: NewMember,
        id: MemberId,
        organization: &Organization,
        ledger: &mut Ledger,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        new.profile.check()?;
        let wanted = if organization.scim.invite_users_after_provisioning {
            MemberStatus::Invited
        } else {
            MemberStatus::Staged
        };
        let (status, before) = if new.active { (wanted, None) } else { (MemberStatus::Revoked, Some(wanted)) };
        if status.occupies_seat() {
            ledger.require_seat(organization)?;
        }
        let mut member = Self::new(organization.id, id, new.profile, new.origin, now);
        member.status = status;
        member.status_before_revocation = before;
        member.revocation_reason = before.map(|_| RevocationReason::Manual);
        member.invited_at = (status == MemberStatus::Invited).then_some(now);
        ledger.add_member(&member);
        Ok(member)
    }

    /// A Staged member with the role User, not counted yet: what every way of making one begins with.
    pub const fn new(
        organization_id: OrganizationId,
        id: MemberId,
        profile: MemberProfile,
        origin: Origin,
        now: Timestamp,
    ) -> Self {
        Self {
            organization_id,
            id,
            account_id: None,
            account_email: None,
            status: MemberStatus::Staged,
            status_before_revocation: None,
            revocation_reason: None,
            role: MemberRole::User,
            permissions: Permissions::NONE,
            profile,
            name: None,
            origin,
            is_break_glass: false,
            invited_at: None,
            version: 1,
            created_at: now,
            revised_at: now,
        }
    }

    /// Invites a member for the first time or anew: Staged ones take a seat, which must be free; of those who were invited
    /// before, the earlier invitation is no good any more. Whoever counts as joined without an account, as owners did that
    /// an operator made, can be invited too.
    pub fn invite(&mut self, organization: &Organization, ledger: &mut Ledger, now: Timestamp) -> Result<(), Refusal> {
        match self.status {
            MemberStatus::Staged => {
                ledger.require_seat(organization)?;
                self.move_to(MemberStatus::Invited, ledger);
            }
            MemberStatus::Invited => {}
            MemberStatus::Accepted | MemberStatus::Confirmed if self.account_id.is_none() => {
                self.move_to(MemberStatus::Invited, ledger);
            }
            _ => return Err(Refusal::NotInvited),
        }
        self.renew_invitation(now);
        Ok(())
    }

    /// Whether the mail of an invitation that can be accepted is so new that it may not have come yet.
    pub fn was_just_invited(&self, now: Timestamp) -> bool {
        let is_new = |invited_at: Timestamp| now < invited_at.after(INVITATION_PAUSE);
        self.status == MemberStatus::Invited && self.invited_at.is_some_and(is_new)
    }

    /// Makes an earlier invitation useless. An invitation names its moment, so the new one must differ from the last.
    pub fn renew_invitation(&mut self, now: Timestamp) {
        self.invited_at = Some(self.invited_at.map_or(now, |last| now.max(last.after(Duration::from_micros(1)))));
    }

    /// Ties the person to the membership, by the invitation of `invited_at` that they hold. They wait to be confirmed.
    pub fn accept(&mut self, account: &Account, invited_at: Timestamp, ledger: &mut Ledger) -> Result<(), Refusal> {
        match self.status {
            MemberStatus::Revoked => return Err(Refusal::InvitationRevoked),
            MemberStatus::Invited => {}
            _ => return Err(Refusal::InvitationUsed),
        }
        if self.invited_at != Some(invited_at) {
            return Err(Refusal::InvitationReplaced);
        }
        if self.profile.email.key() != account.email.key() {
            return Err(Refusal::InvitationOfAnother);
        }
        self.tie_to(account);
        self.move_to(MemberStatus::Accepted, ledger);
        Ok(())
    }

    fn tie_to(&mut self, account: &Account) {
        self.account_id = Some(account.id);
        self.account_email = Some(account.email.clone());
        self.name = account.name.clone().or_else(|| self.name.take());
    }

    /// Makes a person who has the organization's key a member of their own organization, at once.
    pub fn found(&mut self, account: &Account, ledger: &mut Ledger) {
        self.tie_to(account);
        self.move_to(MemberStatus::Confirmed, ledger);
    }

    /// Takes a member who accepted in for good: they have the organization's key now.
    pub fn confirm(&mut self, ledger: &mut Ledger) -> Result<(), Refusal> {
        self.accepted_by()?;
        self.move_to(MemberStatus::Confirmed, ledger);
        Ok(())
    }

    /// The person who has accepted and waits to be confirmed.
    pub fn accepted_by(&self) -> Result<AccountId, Refusal> {
        self.account_id.filter(|_| self.status == MemberStatus::Accepted).ok_or(Refusal::NotAccepted)
    }

    /// Gives the member another role. True if that changed anything.
    pub fn change_role(
        &mut self,
        role: MemberRole,
        permissions: Permissions,
        ledger: &mut Ledger,
    ) -> Result<bool, Refusal> {
        let permissions = if role == MemberRole::Custom { permissions } else { Permissions::NONE };
        if (self.role, self.permissions) == (role, permissions) {
            return Ok(false);
        }
        if role != MemberRole::Owner {
            ledger.require_another_owner(self)?;
        }
        ledger.leave(self.status, self.role);
        (self.role, self.permissions) = (role, permissions);
        ledger.enter(self.status, self.role);
        Ok(true)
    }

    /// Cuts the member off and remembers where they stood. True if that changed anything.
    pub fn revoke(&mut self, by: &Authority, reason: RevocationReason, ledger: &mut Ledger) -> Result<bool, Refusal> {
        if self.status == MemberStatus::Revoked {
            return Ok(false);
        }
        by.require_reach(self)?;
        ledger.require_another_owner(self)?;
        self.move_to(MemberStatus::Revoked, ledger);
        self.revocation_reason = Some(reason);
        Ok(true)
    }

    /// Gives a Revoked member back what they had; none if there was nothing to do.
    pub fn restore(
        &mut self,
        by: &Authority,
        organization: &Organization,
        ledger: &mut Ledger,
        now: Timestamp,
    ) -> Result<Option<Restoration>, Refusal> {
        if self.status != MemberStatus::Revoked {
            return Ok(None);
        }
        // A directory cannot take a break-glass member's access, but may give it back.
        if matches!(by, Authority::Member(_)) {
            by.require_reach(self)?;
        }
        let status = self.status_after_restore();
        if status.occupies_seat() {
            ledger.require_seat(organization)?;
        }
        self.move_to(status, ledger);
        let needs_invitation = status == MemberStatus::Invited && !self.has_live_invitation(now);
        if needs_invitation {
            self.renew_invitation(now);
        }
        Ok(Some(Restoration { needs_invitation }))
    }

    /// Refuses a removal that would take the last confirmed owner or reach past the break-glass flag.
    pub fn require_removable(&self, by: &Authority, ledger: &Ledger) -> Result<(), Refusal> {
        by.require_reach(self)?;
        ledger.require_another_owner(self)
    }

    /// Where a restore leads: the status before, or what the row shows where that was not kept.
    pub fn status_after_restore(&self) -> MemberStatus {
        self.status_before_revocation.unwrap_or(if self.account_id.is_some() {
            MemberStatus::Accepted
        } else {
            MemberStatus::Invited
        })
    }

    /// Whether a restore would bring somebody back who had joined: policies are asked then.
    pub fn rejoins_on_restore(&self) -> bool {
        self.status == MemberStatus::Revoked
            && matches!(self.status_after_restore(), MemberStatus::Accepted | MemberStatus::Confirmed)
    }

    /// The name to call the person by in logs: the displayName, unless it is blank, the name known here, or the userName.
    pub fn label(&self) -> &str {
        let display = self.profile.display_name.as_ref().map(CaseInsensitiveText::text);
        display
            .filter(|name| !name.trim().is_empty())
            .or(self.name.as_deref())
            .unwrap_or_else(|| self.profile.user_name.text())
    }

    /// Where mails to the person go: the address of their account, or the one that was invited.
    pub fn address(&self) -> &EmailAddress {
        self.account_email.as_ref().unwrap_or(&self.profile.email)
    }

    /// The beginning of the label, folded: what lists are sorted by. Long names that begin alike may stand in any order.
    pub fn label_key(&self) -> String {
        fold(self.label()).chars().take(Self::LABEL_KEY_LENGTH).collect()
    }

    /// Whether the person has not joined yet, so that a changed address moves the invitation.
    pub const fn awaits_acceptance(&self) -> bool {
        matches!(self.status, MemberStatus::Invited)
    }

    /// Whether the person joins as an owner of an organization that has no keys yet: their client makes them, and nobody
    /// could confirm them otherwise.
    pub const fn brings_keys(&self, organization: &Organization) -> bool {
        matches!(self.role, MemberRole::Owner) && !organization.has_keys
    }

    fn has_live_invitation(&self, now: Timestamp) -> bool {
        let lifetime = Duration::from_secs(INVITATION_LIFETIME_HOURS * 3600);
        self.invited_at.is_some_and(|invited| invited.after(lifetime) > now)
    }

    fn move_to(&mut self, status: MemberStatus, ledger: &mut Ledger) {
        ledger.leave(self.status, self.role);
        self.status_before_revocation = (status == MemberStatus::Revoked).then_some(self.status);
        self.revocation_reason = None;
        self.status = status;
        ledger.enter(self.status, self.role);
    }
}

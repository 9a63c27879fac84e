//! Tokens of invitations: what the mailed link carries.

use crate::{TokenError, TokenPurpose, TokenSigner};
use domain::{EmailAddress, INVITATION_LIFETIME_HOURS, Member, MemberId, MemberStatus, OrganizationId, Timestamp};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use uuid::Uuid;

/// What an invitation says. It is good while the member is invited and was not invited anew, and 120 hours at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationToken {
    /// Where to.
    pub organization_id: OrganizationId,
    /// The membership.
    pub member_id: MemberId,
    /// The address that was invited.
    pub email: String,
    /// When the invitation was written.
    pub invited_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    organization_id: Uuid,
    member_id: Uuid,
    email: String,
    /// Microseconds since 1970.
    invited_at: i64,
}

impl InvitationToken {
    /// The invitation of a member; none where the member is not invited.
    pub fn of(member: &Member) -> Option<Self> {
        (member.status == MemberStatus::Invited).then_some(())?;
        Some(Self {
            organization_id: member.organization_id,
            member_id: member.id,
            email: member.profile.email.text().to_owned(),
            invited_at: member.invited_at?,
        })
    }

    /// When it runs out.
    pub fn expires_at(&self) -> Timestamp {
        self.invited_at.after(Duration::from_hours(INVITATION_LIFETIME_HOURS))
    }

    /// The token.
    pub fn sign(&self, tokens: &TokenSigner) -> Option<String> {
        let claims = Claims {
            organization_id: self.organization_id.uuid(),
            member_id: self.member_id.uuid(),
            email: self.email.clone(),
            invited_at: self.invited_at.micros(),
        };
        tokens.sign(TokenPurpose::Invitation, self.invited_at, self.expires_at(), claims)
    }

    /// What a token says. Whether the member still stands like that is [`InvitationToken::fits`].
    ///
    /// # Errors
    /// [`TokenError`].
    pub fn read(tokens: &TokenSigner, now: Timestamp, token: &str) -> Result<Self, TokenError> {
        let claims: Claims = tokens.read(TokenPurpose::Invitation, now, token)?;
        Ok(Self {
            organization_id: OrganizationId::from_uuid(claims.organization_id),
            member_id: MemberId::from_uuid(claims.member_id),
            email: claims.email,
            invited_at: Timestamp::from_micros(claims.invited_at),
        })
    }

    /// Whether this is the member's newest invitation, not accepted yet, and went to this address.
    pub fn fits(&self, member: &Member, email: &EmailAddress) -> bool {
        let newest = Self::of(member);
        newest.as_ref() == Some(self) && member.profile.email.key() == email.key()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_is_read_until_it_runs_out() {
        let tokens = TokenSigner::new(&[7; 32]).unwrap();
        let invitation = InvitationToken {
            organization_id: OrganizationId::from_uuid(Uuid::from_u128(1)),
            member_id: MemberId::from_uuid(Uuid::from_u128(2)),
            email: "dora@example.com".to_owned(),
            invited_at: Timestamp::from_micros(1_767_225_600_000_001),
        };
        let token = invitation.sign(&tokens).unwrap();
        let read =
            |hours| InvitationToken::read(&tokens, invitation.invited_at.after(Duration::from_hours(hours)), &token);
        assert_eq!(read(0), Ok(invitation.clone()));
        assert_eq!(read(119), Ok(invitation.clone()));
        assert_eq!(read(121), Err(TokenError::Expired));
    }
}

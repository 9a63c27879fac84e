//! What a mail of an organization says at this moment, if anybody still needs it.

use crate::InvitationToken;
use crate::mail::{InvitationLink, Letter, letters};
use crate::{DataKey, mail::letters::MemberAccepted};
use domain::{EmailAddress, MailKind, Member, MemberStatus, Organization, RevocationReason, Timestamp, fold};
use std::sync::Arc;
use storage::tables::outbox::WaitingMail;
use storage::tables::{account, member, organization};
use storage::{Query, QueryCost, Snapshot, StorageError};

/// The letter of a mail that waits.
#[derive(Debug, Clone)]
pub(crate) struct WriteLetter {
    pub(crate) mail: WaitingMail,
    pub(crate) site: String,
    pub(crate) now: Timestamp,
    pub(crate) data_key: Arc<DataKey>,
}

/// Why a mail is not sent.
pub(crate) type Needless = &'static str;

impl Query for WriteLetter {
    type Output = Result<Letter, Needless>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Result<Letter, Needless>, StorageError> {
        let id = self.mail.organization_id;
        let Some(organization) = organization::find(at, id).await?.filter(|found| found.enabled) else {
            return Ok(Err("the organization is gone or disabled"));
        };
        let Some(member) = member::find(at, id, self.mail.member_id).await? else {
            return Ok(Err("the member is gone"));
        };
        match self.mail.kind {
            MailKind::Invitation => self.invitation(at, &organization, &member).await,
            MailKind::MemberAccepted => self.accepted(at, &organization, &member).await,
            MailKind::MemberConfirmed if member.status == MemberStatus::Confirmed => {
                Ok(Ok(letters::MemberConfirmed { organization: &organization.name }.into()))
            }
            MailKind::MemberConfirmed => Ok(Err("the member is not confirmed any more")),
            MailKind::MemberRevoked => Ok(revoked(&organization, &member)),
        }
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Range
    }
}

/// Who was restored meanwhile, or is kept out by somebody's wish, needs to be told nothing of a policy.
fn revoked(organization: &Organization, member: &Member) -> Result<Letter, Needless> {
    let policy = member.revocation_reason.and_then(RevocationReason::policy);
    let policy = policy.filter(|_| member.status == MemberStatus::Revoked);
    let policy = policy.ok_or("no policy keeps the member out any more")?;
    Ok(letters::MemberRevoked { organization: &organization.name, policy }.into())
}

impl WriteLetter {
    async fn invitation(
        &self,
        at: &mut Snapshot<'_>,
        organization: &Organization,
        member: &Member,
    ) -> Result<Result<Letter, Needless>, StorageError> {
        let newest = InvitationToken::of(member).filter(|newest| newest.invited_at == self.mail.created_at);
        let Some(invitation) = newest else {
            return Ok(Err("the member is not invited any more, or was invited anew"));
        };
        if invitation.expires_at() <= self.now {
            return Ok(Err("the invitation has run out"));
        }
        let Some(token) = invitation.sign(self.data_key.tokens()) else { return Ok(Err("no token could be made")) };
        let has_account = account::find_by_email(at, member.profile.email.key()).await?.is_some();
        let inviter = match self.mail.acting_account_id {
            Some(id) => account::find(at, id).await?.map(|account| account.email),
            None => None,
        };
        let link = InvitationLink {
            organization_id: organization.id,
            member_id: member.id,
            email: &invitation.email,
            organization_name: &organization.name,
            has_account,
            brings_keys: member.brings_keys(organization),
            token: &token,
        };
        let letter = letters::Invitation {
            organization: &organization.name,
            inviter: inviter.as_ref().map(EmailAddress::text),
            has_account,
            link: &link.at(&self.site),
            expires_at: invitation.expires_at(),
        };
        Ok(Ok(letter.into()))
    }

    /// An owner or admin who is none any more is told nothing.
    async fn accepted(
        &self,
        at: &mut Snapshot<'_>,
        organization: &Organization,
        member: &Member,
    ) -> Result<Result<Letter, Needless>, StorageError> {
        if member.status != MemberStatus::Accepted {
            return Ok(Err("the member does not wait any more"));
        }
        let recipient = fold(&self.mail.recipient);
        let administrators = member::administrators(at, organization.id).await?;
        if !administrators.iter().any(|address| fold(address) == recipient) {
            return Ok(Err("the recipient is no owner or admin any more"));
        }
        let email = member.address().text();
        let letter = MemberAccepted {
            organization: &organization.name,
            organization_id: organization.id,
            email,
            site: &self.site,
        };
        Ok(Ok(letter.into()))
    }
}

//! A directory makes a member.

use super::member_changes;
use crate::work::Work;
use crate::{Call, CommandError, MemberOutcome, MemberView};
use domain::{
    Event, EventType, ExternalId, Member, MemberId, MemberProfile, MemberStatus, NewMember, OrganizationId, Refusal,
};
use storage::tables::{member, member_address};
use storage::{Command, Transaction};

/// Makes a member: Invited with an invitation in the outbox, Staged, or Revoked when inactive.
///
/// A person who is known already is refused whatever the status: linking is done by looking the member up.
#[derive(Debug, Clone)]
pub struct ProvisionMember {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// Who is made.
    pub new: NewMember,
}

impl Command for ProvisionMember {
    type Output = MemberOutcome;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<MemberOutcome, CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        require_free(&mut work, &self.new.profile, None).await?;
        let now = self.call.now;
        let id = MemberId::from_uuid(work.ledger.next_id(now, &self.call.entropy));
        let member = Member::provision(self.new.clone(), id, &work.organization, &mut work.ledger, now)?;
        member::insert(work.tx, &member).await?;
        member_address::insert(work.tx, &member).await?;
        let changes = member_changes::of_new(&member.profile);
        let (subject, label) = (member_changes::subject(&member), member.label().to_owned());
        let made =
            if member.status == MemberStatus::Invited { EventType::MemberInvited } else { EventType::MemberStaged };
        work.record(Event::new(made, subject, &label, &changes));
        match member.status {
            MemberStatus::Invited => work.invite_first(&member).await?,
            MemberStatus::Revoked => work.record(Event::new(EventType::MemberRevoked, subject, &label, &[])),
            _ => {}
        }
        work.finish().await?;
        Ok(MemberOutcome { view: MemberView { member, groups: Vec::new() }, changes })
    }
}

/// Refuses a profile whose userName, address or external id belongs to a member other than `own`.
pub(super) async fn require_free(
    work: &mut Work<'_, '_>,
    profile: &MemberProfile,
    own: Option<MemberId>,
) -> Result<(), CommandError> {
    let holders = member::find_holders(work.tx, work.organization.id, profile, own).await?;
    if holders.user_name.is_some() {
        return Err(Refusal::UserNameTaken(profile.user_name.text().to_owned()).into());
    }
    if holders.email.is_some() {
        return Err(Refusal::EmailTaken(profile.email.text().to_owned()).into());
    }
    if holders.external_id.is_some() {
        let id = profile.external_id.as_ref().map_or("", ExternalId::as_str);
        return Err(Refusal::ExternalIdTaken(id.to_owned()).into());
    }
    Ok(())
}

//! A person takes another address.

use super::{member_changes, memberships, sign_out};
use crate::work::Work;
use crate::{Call, CommandError};
use domain::{Account, CaseInsensitiveText, Change, EmailAddress, Event, EventType, MemberId, MemberProfile, Refusal};
use storage::tables::{account, member};
use storage::{Command, Transaction};
use uuid::Uuid;

/// Gives an account an address that was shown to be the person's. The address salts the master key, so that the hash and the
/// wrapped key change with it, and every sign-in ends.
///
/// Every organization finds the person by the new address from now on, and still by the directory's.
#[derive(Debug, Clone)]
pub struct ChangeAccountEmail {
    /// Who asks.
    pub call: Call,
    /// The account of which the password was checked.
    pub account: Account,
    /// The new address.
    pub email: EmailAddress,
    /// As in [`Account::password_hash`].
    pub password_hash: String,
    /// The user key under the new master key.
    pub wrapped_user_key: String,
    /// The new security stamp.
    pub stamp: Uuid,
}

impl Command for ChangeAccountEmail {
    /// False where the account is gone, or what was proved is no proof any more.
    type Output = bool;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<bool, CommandError> {
        let id = self.account.id;
        let memberships = memberships::lock_all(tx, id).await?;
        let found = account::lock(tx, id).await?;
        let Some(mut account) = found.filter(|account| account.security_stamp == self.account.security_stamp) else {
            return Ok(false);
        };
        memberships::require_same(tx, id, &memberships).await?;
        if account.email.key() != self.email.key() {
            if !account::take_email(tx, id, self.email.key()).await? {
                return Err(Refusal::AccountExists.into());
            }
            account::free_email(tx, account.email.key()).await?;
        }
        for (organization_id, member_id) in memberships {
            let mut work = Work::begin(tx, &self.call, organization_id).await?;
            self.tell(&mut work, member_id).await?;
            work.finish().await?;
        }
        account.email = self.email.clone();
        account.email_verified = true;
        account.password_hash.clone_from(&self.password_hash);
        account.keys.wrapped_user_key.clone_from(&self.wrapped_user_key);
        sign_out::everywhere(tx, &self.call, &mut account, self.stamp).await?;
        Ok(true)
    }
}

impl ChangeAccountEmail {
    /// Has an organization find its member by the new address, which nobody else may have there.
    async fn tell(&self, work: &mut Work<'_, '_>, id: MemberId) -> Result<(), CommandError> {
        let mut member = work.member(id).await?;
        let wanted = MemberProfile {
            user_name: CaseInsensitiveText::new(self.email.text()),
            email: self.email.clone(),
            external_id: None,
            ..member.profile.clone()
        };
        let holders = member::find_holders(work.tx, work.organization.id, &wanted, Some(id)).await?;
        if holders.user_name.is_some() || holders.email.is_some() {
            return Err(Refusal::AddressOfAnotherMember(work.organization.name.clone()).into());
        }
        let before = member.account_email.replace(self.email.clone());
        member.version += 1;
        member.revised_at = work.call.now;
        member::update_account_email(work.tx, &member).await?;
        let change = Change::of("accountEmail", before.as_ref().map(EmailAddress::text), Some(self.email.text()));
        let subject = member_changes::subject(&member);
        work.record(Event::new(EventType::MemberUpdated, subject, member.label(), change.as_slice()));
        Ok(())
    }
}

//! A person takes another address.

use super::{member_changes, memberships, sign_out, take_code};
use crate::work::Work;
use crate::{Call, CommandError};
use domain::{
    Account, CaseInsensitiveText, Change, CodePurpose, EmailAddress, Event, EventType, Member, MemberProfile, Refusal,
};
use std::fmt;
use storage::tables::{account, member};
use storage::{Command, Transaction};
use uuid::Uuid;

/// Gives an account an address that was shown to be the person's. The address salts the master key, so that the hash and the
/// wrapped key change with it, and every sign-in ends.
///
/// Every organization finds the person by the new address from now on, and still by the directory's.
#[derive(Clone)]
pub struct ChangeAccountEmail {
    /// Who asks.
    pub call: Call,
    /// The account of which the password was checked.
    pub account: Account,
    /// The new address.
    pub email: EmailAddress,
    /// The code that was mailed there. It is used up by the change alone: whoever is refused shows it again.
    pub code: String,
    /// As in [`Account::password_hash`].
    pub password_hash: String,
    /// The user key under the new master key.
    pub wrapped_user_key: String,
    /// The new security stamp.
    pub stamp: Uuid,
}

impl fmt::Debug for ChangeAccountEmail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChangeAccountEmail").field("account", &self.account).finish_non_exhaustive()
    }
}

/// What came of a new address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailChange {
    /// It holds.
    Done,
    /// The code is wrong, has run out, or was mailed elsewhere.
    WrongCode,
    /// The account is gone, or what was proved is no proof any more.
    Outdated,
}

impl Command for ChangeAccountEmail {
    type Output = EmailChange;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<EmailChange, CommandError> {
        let id = self.account.id;
        let memberships = memberships::lock_all(tx, id).await?;
        let found = account::lock(tx, id).await?;
        let Some(mut account) = found.filter(|account| account.security_stamp == self.account.security_stamp) else {
            return Ok(EmailChange::Outdated);
        };
        let digest = self.call.data_key.code_digest(id, CodePurpose::EmailChange, self.code.trim());
        let mailed_to = take_code::take(tx, (id, CodePurpose::EmailChange), &digest, self.call.now).await?;
        if mailed_to.as_deref() != Some(self.email.key()) {
            return Ok(EmailChange::WrongCode);
        }
        memberships::require_same(tx, id, &memberships).await?;
        if account.email.key() != self.email.key() {
            if !account::take_email(tx, id, self.email.key()).await? {
                return Err(Refusal::AccountExists.into());
            }
            account::free_email(tx, account.email.key()).await?;
        }
        for membership in memberships {
            let Some((mut work, member)) = memberships::begin(tx, &self.call, membership).await? else { continue };
            self.tell(&mut work, member).await?;
            work.finish().await?;
        }
        account.email = self.email.clone();
        account.email_verified = true;
        account.password_hash.clone_from(&self.password_hash);
        account.keys.wrapped_user_key.clone_from(&self.wrapped_user_key);
        sign_out::everywhere(tx, &self.call, &mut account, self.stamp).await?;
        Ok(EmailChange::Done)
    }
}

impl ChangeAccountEmail {
    /// Has an organization find its member by the new address, which nobody else may have there.
    async fn tell(&self, work: &mut Work<'_, '_>, mut member: Member) -> Result<(), CommandError> {
        let wanted = MemberProfile {
            user_name: CaseInsensitiveText::new(self.email.text()),
            email: self.email.clone(),
            external_id: None,
            ..member.profile.clone()
        };
        let holders = member::find_holders(work.tx, work.organization.id, &wanted, Some(member.id)).await?;
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

//! A person deletes their account.

use super::{membership, memberships};
use crate::{Call, CommandError};
use domain::{Account, EventType, Refusal};
use storage::tables::{
    account, account_code, account_membership, account_session, browser_session, device, folder, group_membership,
    item_placement, personal_item, two_step,
};
use storage::{Command, Transaction};

/// Removes an account with everything that is the person's own, and their memberships. The address can be invited anew.
#[derive(Debug, Clone)]
pub struct DeleteAccount {
    /// Who asks.
    pub call: Call,
    /// The account of which the password was checked.
    pub account: Account,
}

impl Command for DeleteAccount {
    /// False where the account is gone, or what was proved is no proof any more.
    type Output = bool;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<bool, CommandError> {
        let id = self.account.id;
        let memberships = memberships::lock_all(tx, id).await?;
        let found = account::lock(tx, id).await?;
        let Some(account) = found.filter(|account| account.security_stamp == self.account.security_stamp) else {
            return Ok(false);
        };
        memberships::require_same(tx, id, &memberships).await?;
        for membership in memberships {
            let (organization_id, member_id) = membership;
            let Some((mut work, member)) = memberships::begin(tx, &self.call, membership).await? else {
                account_membership::delete(tx, id, organization_id).await?;
                continue;
            };
            if work.ledger.require_another_owner(&member).is_err() {
                return Err(Refusal::LastOwnerOf(work.organization.name).into());
            }
            let groups = group_membership::of_member(work.tx, organization_id, member_id).await?;
            membership::remove(&mut work, &member, &groups, EventType::MemberAccountDeleted).await?;
            work.finish().await?;
        }
        personal_item::delete_all(tx, id).await?;
        item_placement::delete_all(tx, id).await?;
        folder::delete_all(tx, id).await?;
        account_code::delete_of_account(tx, id).await?;
        two_step::delete_of_account(tx, id).await?;
        account_session::delete_of_account(tx, id).await?;
        browser_session::delete_of_account(tx, id).await?;
        device::delete_of_account(tx, id).await?;
        account::delete(tx, &account).await?;
        Ok(true)
    }
}

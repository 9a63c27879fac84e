//! A person changes something of their account.

use crate::{Call, EditError};
use domain::{Account, AccountId};
use storage::tables::account;
use storage::{Command, Transaction};

/// Changes an account as a pure function of the caller says: it is given the account of this very moment. Nothing of what
/// organizations see of a person is changed like this.
#[derive(Debug, Clone)]
pub struct UpdateAccount<F> {
    /// Who asks.
    pub call: Call,
    /// Which account.
    pub id: AccountId,
    /// Changes it.
    pub edit: F,
}

impl<F, E> Command for UpdateAccount<F>
where
    F: Fn(&mut Account) -> Result<(), E> + Send + Sync + 'static,
    E: Send + 'static,
{
    /// The account as it is now; none where it is gone.
    type Output = Option<Account>;
    type Error = EditError<E>;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Option<Account>, EditError<E>> {
        let Some(before) = account::lock(tx, self.id).await? else { return Ok(None) };
        let mut account = before.clone();
        (self.edit)(&mut account).map_err(EditError::Edit)?;
        if account != before {
            account.revised_at = self.call.now.later_than(before.revised_at);
            account::update(tx, &account).await?;
        }
        Ok(Some(account))
    }
}

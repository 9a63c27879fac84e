//! Something happened to a person's account that their organizations are told of.

use super::{account_events, memberships};
use crate::{Call, CommandError};
use domain::{Account, EventType};
use storage::{Command, Transaction};

/// Writes an event into the log of each organization where the person is confirmed.
#[derive(Debug, Clone)]
pub(crate) struct RecordAccountEvent {
    pub(crate) call: Call,
    pub(crate) account: Account,
    pub(crate) event_type: EventType,
}

impl Command for RecordAccountEvent {
    type Output = ();
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<(), CommandError> {
        let memberships = memberships::lock_all(tx, self.account.id).await?;
        account_events::record(tx, &self.call, &self.account, self.event_type, &memberships).await
    }
}

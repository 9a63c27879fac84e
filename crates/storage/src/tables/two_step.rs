//! Two-step login: a row for each provider that a person set up.

#[cfg(test)]
use super::values::Generated;
use super::values::{numbered, short_lists};
#[cfg(test)]
use crate::Cost;
use crate::{Param, Snapshot, StorageError};
use domain::AccountId;
use std::collections::HashSet;

/// Those of these people who have two-step login, by an authenticator app (0) or by mail (1).
pub async fn enabled_of(at: &mut Snapshot<'_>, ids: &[AccountId]) -> Result<HashSet<AccountId>, StorageError> {
    let mut found = HashSet::new();
    for list in short_lists(ids) {
        let params: Vec<Param<'_>> = list.iter().map(|id| Param::from(id.uuid())).collect();
        let text = enabled_of_text(list.len());
        found.extend(at.fetch_dynamic(&text, &params, |row| Ok(AccountId::from_uuid(row.uuid(0)?))).await?);
    }
    Ok(found)
}

fn enabled_of_text(ids: usize) -> String {
    format!("SELECT account_id FROM two_step WHERE account_id IN ({}) AND provider IN (0, 1)", numbered(1, ids))
}

/// The texts made at run time, for the catalogue's test.
#[cfg(test)]
pub(crate) fn generated() -> Vec<Generated> {
    Generated::with_short_list("two_step.enabled_of", Cost::Point, enabled_of_text)
}

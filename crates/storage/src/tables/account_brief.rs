//! What others see of a person: fellow members, and admins in their lists.

#[cfg(test)]
use super::values::Generated;
use super::values::{lists, numbered};
#[cfg(test)]
use crate::Cost;
use crate::{Param, Row, Snapshot, StorageError};
use domain::AccountId;

/// A person, as others see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountBrief {
    /// The account.
    pub id: AccountId,
    /// The address that the person signs in with.
    pub email: String,
    /// The person's name.
    pub name: Option<String>,
    /// A color, `#rrggbb`.
    pub avatar_color: Option<String>,
    /// The public key, SPKI DER in base64.
    pub public_key: String,
}

/// These people, in no particular order.
pub async fn find_all(at: &mut Snapshot<'_>, ids: &[AccountId]) -> Result<Vec<AccountBrief>, StorageError> {
    let mut found = Vec::with_capacity(ids.len());
    for list in lists(ids) {
        let params: Vec<Param<'_>> = list.iter().map(|id| Param::from(id.uuid())).collect();
        found.extend(at.fetch_dynamic(&find_all_text(list.len()), &params, read).await?);
    }
    Ok(found)
}

fn find_all_text(ids: usize) -> String {
    format!("SELECT id, email, name, avatar_color, public_key FROM account WHERE id IN ({})", numbered(1, ids))
}

fn read(row: &dyn Row) -> Result<AccountBrief, StorageError> {
    Ok(AccountBrief {
        id: AccountId::from_uuid(row.uuid(0)?),
        email: row.text(1)?.to_owned(),
        name: row.opt_text(2)?.map(str::to_owned),
        avatar_color: row.opt_text(3)?.map(str::to_owned),
        public_key: row.text(4)?.to_owned(),
    })
}

/// The texts made at run time, for the catalogue's test.
#[cfg(test)]
pub(crate) fn generated() -> Vec<Generated> {
    Generated::with_list("account_brief.find_all", Cost::Point, find_all_text)
}

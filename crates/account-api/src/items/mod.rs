//! Items: `/api/ciphers`, as Bitwarden calls them.

pub(crate) mod archive;
pub(crate) mod create;
pub(crate) mod create_shared;
pub(crate) mod edit;
pub(crate) mod find;
mod hidden_passwords;
mod item_body;
pub(crate) mod list;
pub(crate) mod list_of_organization;
mod login;
pub(crate) mod move_to_folder;
mod other_types;
pub(crate) mod place;
pub(crate) mod purge;
pub(crate) mod remove;
pub(crate) mod representation;
pub(crate) mod set_collections;
pub(crate) mod share;

use crate::AccountApi;
use crate::call::AccountCall;
use crate::error::ApiError;
use application::LocateItems;
use domain::{ItemId, ItemOwner};

/// Most bytes of a body with one item.
const ITEM_LIMIT: usize = 256 * 1024;
/// Most bytes of a body with many items.
const ITEMS_LIMIT: usize = 8 * 1024 * 1024;

/// Whose an item is; 404 where it is out of the person's sight. What they may do with it is asked later.
async fn owner_of(api: &AccountApi, call: &AccountCall, id: ItemId) -> Result<ItemOwner, ApiError> {
    let query = LocateItems { account_id: call.account.id, ids: vec![id] };
    let found = api.application.read(&query).await?;
    found.first().map(|(_, owner)| *owner).ok_or_else(ApiError::not_found)
}

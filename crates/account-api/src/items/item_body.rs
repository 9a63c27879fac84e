//! An item as clients send it.

use super::hidden_passwords;
use super::login::Login;
use super::other_types::{Card, Field, Identity, SecureNote, SshKey, UsedPassword};
use crate::body;
use crate::error::ApiError;
use crate::sealed_text::{Date, SealedText};
use application::{ItemDraft, ItemView};
use domain::{Account, AccountId, FolderId, ItemPlacement, ItemType, OrganizationId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The flat item that most calls send.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct ItemBody(Value);

/// What is said of it beside what is in it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ItemHead {
    #[serde(rename = "type")]
    kind: i64,
    /// The account whose client encrypted it.
    encrypted_for: Option<String>,
    organization_id: Option<String>,
    folder_id: Option<String>,
    favorite: Option<bool>,
    archived_date: Option<Date>,
    last_known_revision_date: Option<Date>,
}

/// What is stored of it, in the shape of the answer.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ItemData {
    reprompt: Option<i64>,
    /// The item's own key, under the owner's.
    key: Option<SealedText<1_000>>,
    encrypted_by_key_id: Option<String>,
    name: SealedText<1_000>,
    notes: Option<SealedText<10_000>>,
    fields: Option<Vec<Field>>,
    password_history: Option<Vec<UsedPassword>>,
    login: Option<Login>,
    secure_note: Option<SecureNote>,
    card: Option<Card>,
    identity: Option<Identity>,
    ssh_key: Option<SshKey>,
}

/// A checked item, before it is known what it replaces.
#[derive(Debug, Clone)]
pub(super) struct SentItem {
    pub(super) organization_id: Option<OrganizationId>,
    pub(super) last_known: Option<Timestamp>,
    pub(super) draft: ItemDraft,
}

impl ItemBody {
    /// Refuses what was encrypted for somebody else, and what is not whole.
    pub(super) fn read(&self, account: &Account) -> Result<SentItem, ApiError> {
        let head: ItemHead = body::typed(&self.0)?;
        let data: ItemData = body::typed(&self.0)?;
        if head.encrypted_for.as_ref().is_some_and(|id| AccountId::parse(id) != Some(account.id)) {
            return Err(ApiError::invalid("The item was encrypted for another account. Sync the vault and try again."));
        }
        let organization_id = parsed("organizationId", head.organization_id.as_deref(), OrganizationId::parse)?;
        if organization_id.is_none() {
            data.require_key_of(account)?;
        }
        let placement = ItemPlacement {
            folder_id: parsed("folderId", head.folder_id.as_deref(), FolderId::parse)?,
            favorite: head.favorite.unwrap_or(false),
            archived_at: head.archived_date.as_ref().and_then(Date::moment),
        };
        let (item_type, data) = data.stored(head.kind)?;
        let last_known = head.last_known_revision_date.as_ref().and_then(Date::moment);
        Ok(SentItem { organization_id, last_known, draft: ItemDraft { item_type, data, placement } })
    }
}

impl ItemData {
    /// Refuses what was encrypted under an older key of the person.
    fn require_key_of(&self, account: &Account) -> Result<(), ApiError> {
        match (&self.encrypted_by_key_id, &account.user_key_id) {
            (Some(used), Some(own)) if !used.eq_ignore_ascii_case(own) => {
                Err(ApiError::invalid("The item was encrypted under another key. Sign in again and repeat the change."))
            }
            _ => Ok(()),
        }
    }

    /// What is stored. Of the parts that depend on the type the item has its own alone.
    fn stored(mut self, kind: i64) -> Result<(ItemType, String), ApiError> {
        let item_type = ItemType::from_number(kind)
            .ok_or_else(|| ApiError::invalid("type is not one that is kept here: 1 to 5 are."))?;
        let wrong = |text: &str| Err(ApiError::invalid(text));
        if !matches!(self.reprompt, None | Some(0 | 1)) {
            return wrong("reprompt is neither 0 nor 1.");
        }
        if self
            .encrypted_by_key_id
            .as_ref()
            .is_some_and(|id| id.len() != 32 || !id.bytes().all(|b| b.is_ascii_hexdigit()))
        {
            return wrong("encryptedByKeyId is not 32 hex digits.");
        }
        self.reprompt = Some(self.reprompt.unwrap_or(0));
        self.fields.get_or_insert_default();
        self.password_history.get_or_insert_default();
        self.login = self.login.filter(|_| item_type == ItemType::Login).map(Login::normalized);
        self.secure_note = self.secure_note.filter(|_| item_type == ItemType::SecureNote);
        self.card = self.card.filter(|_| item_type == ItemType::Card);
        self.identity = self.identity.filter(|_| item_type == ItemType::Identity);
        self.ssh_key = self.ssh_key.filter(|_| item_type == ItemType::SshKey);
        let (is_whole, part) = match item_type {
            ItemType::Login => (self.login.is_some(), "login"),
            ItemType::SecureNote => (self.secure_note.is_some(), "secureNote"),
            ItemType::Card => (self.card.is_some(), "card"),
            ItemType::Identity => (self.identity.is_some(), "identity"),
            ItemType::SshKey => (self.ssh_key.is_some(), "sshKey"),
        };
        if !is_whole {
            return Err(ApiError::invalid(format!("An item of this type needs {part}.")));
        }
        // Values of this crate always serialize.
        Ok((item_type, serde_json::to_string(&self).unwrap_or_default()))
    }
}

impl SentItem {
    /// What becomes of an item that is replaced. Refuses the work of a client that has not seen the newest revision, or
    /// that takes the item for somebody else's.
    pub(super) fn replace(&self, view: &ItemView) -> Result<ItemDraft, ApiError> {
        if self.organization_id != view.item.owner.organization_id() {
            return Err(ApiError::invalid(
                "The item belongs to somebody else now. Sync the vault and repeat the change.",
            ));
        }
        view.item.require_known(self.last_known)?;
        let mut draft = self.draft.clone();
        if !view.access.view_password {
            draft.data = hidden_passwords::keep(&view.item.data, &draft.data)?;
        }
        Ok(draft)
    }

    /// The item for an organization.
    pub(super) fn require_organization(&self) -> Result<OrganizationId, ApiError> {
        self.organization_id.ok_or_else(|| ApiError::invalid("cipher.organizationId is missing."))
    }
}

pub(super) fn parsed<T>(field: &str, text: Option<&str>, parse: fn(&str) -> Option<T>) -> Result<Option<T>, ApiError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    parse(text).map(Some).ok_or_else(|| ApiError::invalid(format!("{field} is no id.")))
}

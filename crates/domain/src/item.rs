//! Items: what a vault is made of. Everything in them that means something is ciphertext.

use crate::{AccountId, CollectionAccess, FolderId, ItemId, OrganizationId, Refusal, Timestamp};

/// What an item is, with Bitwarden's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemType {
    /// A user name and a password.
    Login = 1,
    /// A text.
    SecureNote = 2,
    /// A payment card.
    Card = 3,
    /// A name, an address, numbers.
    Identity = 4,
    /// A key pair for SSH.
    SshKey = 5,
}

impl ItemType {
    /// Bitwarden's number.
    pub const fn number(self) -> i64 {
        self as i64
    }

    /// The type with this number.
    pub const fn from_number(number: i64) -> Option<Self> {
        match number {
            1 => Some(Self::Login),
            2 => Some(Self::SecureNote),
            3 => Some(Self::Card),
            4 => Some(Self::Identity),
            5 => Some(Self::SshKey),
            _ => None,
        }
    }
}

/// Whose an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ItemOwner {
    /// An organization's, which shares it by its collections.
    Organization(OrganizationId),
    /// A person's own.
    Account(AccountId),
}

impl ItemOwner {
    /// The organization, where it is one's.
    pub const fn organization_id(self) -> Option<OrganizationId> {
        match self {
            Self::Organization(id) => Some(id),
            Self::Account(_) => None,
        }
    }
}

/// An item. Bitwarden calls it cipher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its identifier, which stays when a person gives the item to an organization.
    pub id: ItemId,
    /// Whose it is.
    pub owner: ItemOwner,
    /// What it is.
    pub item_type: ItemType,
    /// What is in it: a JSON object in the client's own names, ciphertext where it means something.
    pub data: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub revised_at: Timestamp,
    /// Since when it is in the trash.
    pub deleted_at: Option<Timestamp>,
}

impl Item {
    /// Most bytes of [`Item::data`]: ten long notes. Each text has a limit of its own besides.
    pub const DATA_MAX_BYTES: usize = 128 * 1024;

    /// Refuses an overlong item.
    pub const fn check(&self) -> Result<(), Refusal> {
        if self.data.len() > Self::DATA_MAX_BYTES {
            return Err(Refusal::TooLong { field: "The item", limit: Self::DATA_MAX_BYTES });
        }
        Ok(())
    }

    /// Refuses a change of somebody who has not seen the last one. Clients keep whole seconds at least.
    pub fn require_known(&self, last_known: Option<Timestamp>) -> Result<(), Refusal> {
        let seconds = |at: Timestamp| at.micros().div_euclid(1_000_000);
        match last_known {
            Some(known) if seconds(known) != seconds(self.revised_at) => Err(Refusal::ItemChangedMeanwhile),
            _ => Ok(()),
        }
    }
}

/// Where a person keeps an item, their own or a shared one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ItemPlacement {
    /// In which of their folders.
    pub folder_id: Option<FolderId>,
    /// Whether among their favorites.
    pub favorite: bool,
    /// Since when in their archive.
    pub archived_at: Option<Timestamp>,
}

/// What a person may do with an item.
#[expect(clippy::struct_excessive_bools, reason = "each is a right of its own, as clients are told them")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemAccess {
    /// Change it.
    pub edit: bool,
    /// See its passwords; keeping to it is the client's part.
    pub view_password: bool,
    /// Remove it, and take it back from the trash.
    pub delete: bool,
    /// Say which collections it is in. It takes all the rest: in a collection of their own, a person manages what they
    /// put there, and so sees its passwords and may remove it.
    pub assign: bool,
}

impl ItemAccess {
    /// Everything: one's own item.
    pub const FULL: Self = Self { edit: true, view_password: true, delete: true, assign: true };

    /// What access to an item's collections allows. Where the deletion of items is limited it takes who manages.
    pub const fn of(access: CollectionAccess, limit_item_deletion: bool) -> Self {
        let edit = access.edits();
        let view_password = access.manage || !access.hide_passwords;
        let delete = access.manage || (edit && !limit_item_deletion);
        Self { edit, view_password, delete, assign: edit && view_password && delete }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn whoever_changes_an_item_has_seen_its_last_second() {
        let second = |second: i64, micros: i64| Timestamp::from_micros(second * 1_000_000 + micros);
        let item = Item {
            id: ItemId::from_uuid(Uuid::nil()),
            owner: ItemOwner::Account(AccountId::from_uuid(Uuid::nil())),
            item_type: ItemType::Login,
            data: "{}".to_owned(),
            created_at: second(0, 0),
            revised_at: second(5, 193_572),
            deleted_at: None,
        };
        for good in [None, Some(item.revised_at), Some(second(5, 193_000)), Some(second(5, 0))] {
            assert_eq!(item.require_known(good), Ok(()));
        }
        for bad in [second(4, 999_999), second(6, 0)] {
            assert_eq!(item.require_known(Some(bad)), Err(Refusal::ItemChangedMeanwhile));
        }
    }

    #[test]
    fn access_to_collections_is_access_to_items() {
        let view = CollectionAccess { read_only: true, ..CollectionAccess::EDIT };
        for (access, limited, edit, delete) in [
            (CollectionAccess::MANAGE, false, true, true),
            (CollectionAccess::MANAGE, true, true, true),
            (CollectionAccess::EDIT, false, true, true),
            (CollectionAccess::EDIT, true, true, false),
            (view, false, false, false),
        ] {
            let item = ItemAccess::of(access, limited);
            assert_eq!((item.edit, item.delete, item.view_password), (edit, delete, true), "{access:?} {limited}");
        }
        let hidden = CollectionAccess { hide_passwords: true, ..CollectionAccess::EDIT };
        assert!(!ItemAccess::of(hidden, false).view_password);
    }
}

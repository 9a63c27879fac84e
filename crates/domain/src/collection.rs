//! Collections: where items are shared, and what whoever reaches one may do there.

use crate::{CollectionId, ExternalId, OrganizationId, Refusal, Timestamp};

/// A collection of an organization. Its items and who reaches it are never part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// The organization.
    pub organization_id: OrganizationId,
    /// The collection's identifier.
    pub id: CollectionId,
    /// The name under the organization's key: an `EncString` of type 2.
    pub name: String,
    /// The directory's identifier of the collection.
    pub external_id: Option<ExternalId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its name or one of its items last changed.
    pub revised_at: Timestamp,
}

/// What a member, a group or, all ways taken together, a person may do in a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CollectionAccess {
    /// Nothing may be changed.
    pub read_only: bool,
    /// Passwords may be filled in but not shown; keeping to it is the client's part.
    pub hide_passwords: bool,
    /// The collection itself may be changed, with who reaches it.
    pub manage: bool,
}

impl CollectionAccess {
    /// Reading and changing items.
    pub const EDIT: Self = Self { read_only: false, hide_passwords: false, manage: false };
    /// Everything.
    pub const MANAGE: Self = Self { manage: true, ..Self::EDIT };

    /// What two ways allow together: a limit holds only where both have it.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self {
            read_only: self.read_only && other.read_only,
            hide_passwords: self.hide_passwords && other.hide_passwords,
            manage: self.manage || other.manage,
        }
    }

    /// Refuses what contradicts itself.
    pub fn check(self) -> Result<(), Refusal> {
        if self.manage && (self.read_only || self.hide_passwords) {
            let text = "Access that manages a collection cannot be read-only or hide passwords.";
            return Err(Refusal::InvalidSetting(text.to_owned()));
        }
        Ok(())
    }

    /// Whether items may be changed.
    pub const fn edits(self) -> bool {
        self.manage || !self.read_only
    }

    /// How the log calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self { manage: true, .. } => "manage",
            Self { read_only: true, hide_passwords: true, .. } => "view, passwords hidden",
            Self { read_only: true, .. } => "view",
            Self { hide_passwords: true, .. } => "edit, passwords hidden",
            Self { .. } => "edit",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_holds_only_where_every_way_has_it() {
        let view = CollectionAccess { read_only: true, ..CollectionAccess::EDIT };
        let hidden = CollectionAccess { hide_passwords: true, ..CollectionAccess::EDIT };
        let both = CollectionAccess { read_only: true, ..hidden };
        assert_eq!(view.or(hidden), CollectionAccess::EDIT);
        assert_eq!(both.or(view), view);
        assert_eq!(both.or(hidden), hidden);
        assert_eq!(both.or(CollectionAccess::MANAGE), CollectionAccess::MANAGE);
    }

    #[test]
    fn who_manages_is_not_limited() {
        for access in [CollectionAccess::EDIT, CollectionAccess::MANAGE] {
            assert_eq!(access.check(), Ok(()));
        }
        assert!(CollectionAccess { read_only: true, ..CollectionAccess::MANAGE }.check().is_err());
        assert!(CollectionAccess { hide_passwords: true, ..CollectionAccess::MANAGE }.check().is_err());
    }
}

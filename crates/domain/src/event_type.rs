//! The types of events.

/// Declares the types once, for the type itself and for the list of all of them.
macro_rules! event_types {
    ($($(#[$attribute:meta])* $name:ident = $number:literal,)*) => {
        /// Bitwarden's event numbers, those that Provost writes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum EventType {
            $($(#[$attribute])* $name = $number,)*
        }

        impl EventType {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its name, as exports show it: `MemberInvited`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }
        }
    };
}

event_types! {
    /// A person signed in.
    AccountSignedIn = 1000,
    /// A person changed their master password.
    AccountChangedPassword = 1001,
    /// A person changed their two-step login.
    AccountChangedTwoStep = 1002,
    /// A person switched a two-step provider off.
    AccountDisabledTwoStep = 1003,
    /// A person used their recovery code.
    AccountRecoveredTwoStep = 1004,
    /// A sign-in failed for a wrong password.
    AccountFailedSignIn = 1005,
    /// A sign-in failed for a wrong two-step code.
    AccountFailedTwoStep = 1006,
    /// An item was made.
    ItemCreated = 1100,
    /// An item changed.
    ItemUpdated = 1101,
    /// An item was removed for good.
    ItemDeleted = 1102,
    /// A client showed an item. This one and the next ones are told by clients.
    ItemViewed = 1107,
    /// A client showed a password.
    ItemPasswordShown = 1108,
    /// A client showed a hidden field.
    ItemHiddenFieldShown = 1109,
    /// A client showed a card's security code.
    ItemCardCodeShown = 1110,
    /// A client copied a password.
    ItemPasswordCopied = 1111,
    /// A client copied a hidden field.
    ItemHiddenFieldCopied = 1112,
    /// A client copied a card's security code.
    ItemCardCodeCopied = 1113,
    /// A client filled an item in.
    ItemAutofilled = 1114,
    /// A client showed a card's number.
    ItemCardNumberShown = 1117,
    /// A person's item was given to the organization.
    ItemShared = 1105,
    /// An item's collections changed.
    ItemUpdatedCollections = 1106,
    /// An item went to the trash.
    ItemSoftDeleted = 1115,
    /// An item came back from the trash.
    ItemRestored = 1116,
    /// A collection was made.
    CollectionCreated = 1300,
    /// A collection or its access changed.
    CollectionUpdated = 1301,
    /// A collection was removed.
    CollectionDeleted = 1302,
    /// A group was made.
    GroupCreated = 1400,
    /// A group's own data changed.
    GroupUpdated = 1401,
    /// A group was removed.
    GroupDeleted = 1402,
    /// A member was invited.
    MemberInvited = 1500,
    /// A member was given the organization's key.
    MemberConfirmed = 1501,
    /// A member's data changed.
    MemberUpdated = 1502,
    /// A member was removed for good.
    MemberRemoved = 1503,
    /// A member joined or left a group.
    MemberUpdatedGroups = 1504,
    /// A member gave the organization a way to recover the account.
    MemberEnrolledRecovery = 1506,
    /// A member took that back.
    MemberWithdrewRecovery = 1507,
    /// An administrator reset a member's master password.
    MemberPasswordReset = 1508,
    /// A member was revoked.
    MemberRevoked = 1511,
    /// A member was restored.
    MemberRestored = 1512,
    /// A member was removed together with the account.
    MemberAccountDeleted = 1515,
    /// A member left.
    MemberLeft = 1516,
    /// A member was revoked for having no two-step login.
    MemberRevokedForTwoStep = 1520,
    /// A member was revoked for being in another organization too.
    MemberRevokedForSingleOrganization = 1521,
    /// A member was made without an invitation.
    MemberStaged = 1523,
    /// The organization's settings or keys changed.
    OrganizationUpdated = 1600,
    /// All items of the organization were removed for good.
    OrganizationPurged = 1601,
    /// A client exported the organization's items.
    OrganizationExported = 1602,
    /// A policy changed.
    PolicyUpdated = 1700,
}

impl EventType {
    /// Bitwarden's number.
    pub const fn number(self) -> i64 {
        self as i64
    }

    /// The type with this number.
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.iter().copied().find(|event_type| event_type.number() == number)
    }

    /// What a client saw somebody do with an item, if this is the number of such an event.
    pub const fn told_of_item(number: i64) -> Option<Self> {
        match number {
            1107 => Some(Self::ItemViewed),
            1108 => Some(Self::ItemPasswordShown),
            1109 => Some(Self::ItemHiddenFieldShown),
            1110 => Some(Self::ItemCardCodeShown),
            1111 => Some(Self::ItemPasswordCopied),
            1112 => Some(Self::ItemHiddenFieldCopied),
            1113 => Some(Self::ItemCardCodeCopied),
            1114 => Some(Self::ItemAutofilled),
            1117 => Some(Self::ItemCardNumberShown),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_bitwardens_and_round_trip() {
        for event_type in EventType::ALL {
            assert_eq!(EventType::from_number(event_type.number()), Some(*event_type));
        }
        assert_eq!(EventType::from_number(1500).map(EventType::name), Some("MemberInvited"));
        assert_eq!(EventType::from_number(1), None);
    }
}

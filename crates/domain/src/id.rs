//! Identifiers: distinct types over UUID v7, so that a group's id can never be passed for a member's.

use std::fmt;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Uuid);

        impl $name {
            /// The identifier with this UUID, which one of our own rows or the ledger gave.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// Its UUID.
            pub const fn uuid(self) -> Uuid {
                self.0
            }

            /// Reads the hyphenated form in any letter case; every other form of a UUID is none of our identifiers.
            pub fn parse(text: &str) -> Option<Self> {
                (text.len() == uuid::fmt::Hyphenated::LENGTH).then(|| Uuid::try_parse(text).ok()).flatten().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    )*};
}

ids! {
    /// An organization.
    OrganizationId;
    /// A membership: the tie between an organization and a person. It is the SCIM User `id`.
    MemberId;
    /// A person's login.
    AccountId;
    /// A group of an organization. It is the SCIM Group `id`.
    GroupId;
    /// An entry of the event log.
    EventId;
    /// A SCIM key (its name in lists and logs, never the secret).
    ScimKeyId;
    /// A mail waiting to be sent.
    MailId;
    /// A collection of an organization.
    CollectionId;
    /// An item, an organization's or a person's own. Bitwarden calls it cipher.
    ItemId;
    /// A folder of a person.
    FolderId;
    /// A policy of an organization.
    PolicyId;
    /// A sign-in that goes on until its refresh token ends.
    SessionId;
    /// A browser that is signed in to the Admin Console.
    BrowserSessionId;
    /// A device that a person signed in with; not the identifier that the device gives itself.
    DeviceId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_hyphenated_form_is_read() {
        let text = "0199f6a0-7c00-7000-8000-00000000000a";
        assert_eq!(MemberId::parse(text).unwrap().to_string(), text);
        assert_eq!(MemberId::parse(&text.to_uppercase()).unwrap().to_string(), text);
        for other in [
            "0199f6a07c007000800000000000000a",
            "{0199f6a0-7c00-7000-8000-00000000000a}",
            "urn:uuid:0199f6a0-7c00-7000-8000-00000000000a",
            "0199f6a0-7c00-7000-8000-00000000000",
            "0199f6a0-7c00-7000-8000-00000000000g",
            "",
        ] {
            assert_eq!(MemberId::parse(other), None, "{other}");
        }
    }
}

//! Who acts.

use crate::{AccountId, ScimKeyId};

/// Who caused a change, as the event log names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A person.
    Account(AccountId),
    /// The identity provider, by one of the organization's SCIM keys.
    Scim(ScimKeyId),
    /// A script with the organization's API key.
    PublicApi,
    /// The operator on the command line, or the server itself.
    System,
}

/// Bitwarden's numbers for actors that are no person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventSystemUser {
    /// Nobody in particular: the operator or the server itself.
    Unknown = 0,
    /// The SCIM endpoint.
    Scim = 1,
    /// The Public API.
    PublicApi = 3,
}

/// Bitwarden's number for the kind of device an event came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeviceType(i64);

impl DeviceType {
    /// The server, on behalf of a protocol.
    pub const SERVER: Self = Self(22);
    /// A browser that does not say which.
    pub const UNKNOWN_BROWSER: Self = Self(14);

    /// The kind with this number, if Bitwarden has one: 0 to 26.
    pub const fn from_number(number: i64) -> Option<Self> {
        if matches!(number, 0..=26) { Some(Self(number)) } else { None }
    }

    /// Bitwarden's number.
    pub const fn number(self) -> i64 {
        self.0
    }
}

impl Actor {
    /// The system user of the event, where no person acted.
    pub const fn system_user(self) -> Option<EventSystemUser> {
        match self {
            Self::Account(_) => None,
            Self::Scim(_) => Some(EventSystemUser::Scim),
            Self::PublicApi => Some(EventSystemUser::PublicApi),
            Self::System => Some(EventSystemUser::Unknown),
        }
    }

    /// The account of the person who acted.
    pub const fn account_id(self) -> Option<AccountId> {
        match self {
            Self::Account(id) => Some(id),
            _ => None,
        }
    }

    /// The SCIM key that was used.
    pub const fn scim_key_id(self) -> Option<ScimKeyId> {
        match self {
            Self::Scim(id) => Some(id),
            _ => None,
        }
    }
}

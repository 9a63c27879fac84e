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

/// Bitwarden's numbers for the device an event came from; the ones that a server writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceType {
    /// The server, on behalf of a protocol.
    Server = 22,
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

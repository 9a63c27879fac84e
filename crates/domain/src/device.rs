//! Devices that people sign in with, and the sign-ins that go on.

use crate::{AccountId, DeviceId, DeviceType, Refusal, SessionId, Timestamp};
use uuid::Uuid;

/// A device that signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Whose.
    pub account_id: AccountId,
    /// Our name of it.
    pub id: DeviceId,
    /// The name that the device gave itself; it says it at each sign-in.
    pub identifier: String,
    /// What people call it.
    pub name: String,
    /// What kind it is.
    pub device_type: DeviceType,
    /// When it first signed in.
    pub created_at: Timestamp,
    /// When it last signed in or renewed its tokens.
    pub last_seen_at: Timestamp,
}

impl Device {
    /// Longest identifier and name, in characters.
    pub const TEXT_MAX_LENGTH: usize = 50;

    /// Refuses an identifier that is blank or overlong or holds control characters, as clients choose it; a name is cut, and
    /// loses its control characters.
    pub fn new(
        account_id: AccountId,
        id: DeviceId,
        identifier: &str,
        name: &str,
        device_type: DeviceType,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        let (field, limit) = ("deviceIdentifier", Self::TEXT_MAX_LENGTH);
        if identifier.trim().is_empty() {
            return Err(Refusal::Blank { field });
        }
        if identifier.chars().count() > limit {
            return Err(Refusal::TooLong { field, limit });
        }
        if identifier.contains(char::is_control) {
            return Err(Refusal::ControlCharacter { field });
        }
        let name = name.chars().filter(|letter| !letter.is_control()).take(limit).collect();
        let identifier = identifier.to_owned();
        Ok(Self { account_id, id, identifier, name, device_type, created_at: now, last_seen_at: now })
    }
}

/// A sign-in that goes on: whoever shows its refresh token gets new tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSession {
    /// Whose.
    pub account_id: AccountId,
    /// Its identifier.
    pub id: SessionId,
    /// The device, by the name it gave itself.
    pub device_identifier: String,
    /// The program, as it called itself.
    pub client_id: String,
    /// The account's security stamp at the sign-in: with another one the session is over.
    pub security_stamp: Uuid,
    /// When it began.
    pub created_at: Timestamp,
    /// When its refresh token was last replaced.
    pub rotated_at: Timestamp,
    /// When it ends unless it is used before.
    pub expires_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_bounded_and_names_are_cut() {
        let id = || (AccountId::from_uuid(Uuid::nil()), DeviceId::from_uuid(Uuid::nil()));
        let device = |identifier: &str, name: &str| {
            Device::new(id().0, id().1, identifier, name, DeviceType::UNKNOWN_BROWSER, Timestamp::from_micros(0))
        };
        assert_eq!(device("00920ffb", "li\r\nnux").unwrap().name, "linux");
        assert_eq!(device("x", &"é".repeat(51)).unwrap().name, "é".repeat(50));
        for control in ["x\ny", "x\u{1b}[2J", "x\u{7f}", "x\u{85}"] {
            assert!(matches!(device(control, "linux"), Err(Refusal::ControlCharacter { .. })), "{control:?}");
        }
        assert!(matches!(device(" ", "linux"), Err(Refusal::Blank { .. })));
        assert!(matches!(device(&"x".repeat(51), "linux"), Err(Refusal::TooLong { .. })));
    }
}

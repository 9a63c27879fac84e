//! What can be the second step of a sign-in.

/// A second step that the server knows of, with Bitwarden's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TwoStepProvider {
    /// A code of an authenticator app (RFC 6238).
    Authenticator = 0,
    /// A code by mail.
    Email = 1,
    /// A token that a device got when it was to be remembered.
    Remember = 5,
    /// The code that switches the second step off.
    RecoveryCode = 8,
}

impl TwoStepProvider {
    /// Bitwarden's number.
    pub const fn number(self) -> i64 {
        self as i64
    }

    /// The provider with this number.
    pub const fn from_number(number: i64) -> Option<Self> {
        match number {
            0 => Some(Self::Authenticator),
            1 => Some(Self::Email),
            5 => Some(Self::Remember),
            8 => Some(Self::RecoveryCode),
            _ => None,
        }
    }
}

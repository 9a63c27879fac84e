//! What mails an organization sends.

/// What a mail of an organization says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailKind {
    /// To the person who is invited.
    Invitation = 1,
    /// To an owner or admin: somebody has accepted and waits to be confirmed.
    MemberAccepted = 2,
    /// To the member who was confirmed.
    MemberConfirmed = 3,
    /// To a member whom a policy has revoked.
    MemberRevoked = 4,
}

impl MailKind {
    /// Its number in storage.
    pub const fn number(self) -> i64 {
        self as i64
    }

    /// The kind with this number.
    pub const fn from_number(number: i64) -> Option<Self> {
        match number {
            1 => Some(Self::Invitation),
            2 => Some(Self::MemberAccepted),
            3 => Some(Self::MemberConfirmed),
            4 => Some(Self::MemberRevoked),
            _ => None,
        }
    }

    /// Its name, as people read it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::MemberAccepted => "accepted",
            Self::MemberConfirmed => "confirmed",
            Self::MemberRevoked => "revoked",
        }
    }
}

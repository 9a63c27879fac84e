//! The five statuses of a member.

/// Where a member stands, with Bitwarden's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MemberStatus {
    /// Known to the organization, nothing sent yet.
    Staged = 3,
    /// Invited by mail.
    Invited = 0,
    /// Accepted the invitation; waits to be confirmed.
    Accepted = 1,
    /// Has the organization's key.
    Confirmed = 2,
    /// Cut off; everything it had is kept for a restore.
    Revoked = -1,
}

impl MemberStatus {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Staged, Self::Invited, Self::Accepted, Self::Confirmed, Self::Revoked];

    /// Bitwarden's number.
    pub const fn number(self) -> i64 {
        self as i64
    }

    /// The status with this number.
    pub const fn from_number(number: i64) -> Option<Self> {
        match number {
            3 => Some(Self::Staged),
            0 => Some(Self::Invited),
            1 => Some(Self::Accepted),
            2 => Some(Self::Confirmed),
            -1 => Some(Self::Revoked),
            _ => None,
        }
    }

    /// Its name, as people read it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Staged => "Staged",
            Self::Invited => "Invited",
            Self::Accepted => "Accepted",
            Self::Confirmed => "Confirmed",
            Self::Revoked => "Revoked",
        }
    }

    /// Whether a member in this status takes one of the organization's seats.
    pub const fn occupies_seat(self) -> bool {
        matches!(self, Self::Invited | Self::Accepted | Self::Confirmed)
    }

    /// SCIM's `active`: everything but Revoked.
    pub const fn is_active(self) -> bool {
        !matches!(self, Self::Revoked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_bitwardens_and_round_trip() {
        let numbers = MemberStatus::ALL.map(MemberStatus::number);
        assert_eq!(numbers, [3, 0, 1, 2, -1]);
        for status in MemberStatus::ALL {
            assert_eq!(MemberStatus::from_number(status.number()), Some(status));
        }
        assert_eq!(MemberStatus::from_number(4), None);
    }
}

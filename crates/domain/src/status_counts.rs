//! How many members are in each status.

use crate::MemberStatus;

/// Members by status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StatusCounts {
    /// Known, nothing sent yet.
    pub staged: i64,
    /// Invited.
    pub invited: i64,
    /// Waiting to be confirmed.
    pub accepted: i64,
    /// In possession of the organization's key.
    pub confirmed: i64,
    /// Cut off.
    pub revoked: i64,
}

impl StatusCounts {
    /// Nobody.
    pub const NONE: Self = Self { staged: 0, invited: 0, accepted: 0, confirmed: 0, revoked: 0 };

    /// Those in one status.
    pub const fn of(self, status: MemberStatus) -> i64 {
        match status {
            MemberStatus::Staged => self.staged,
            MemberStatus::Invited => self.invited,
            MemberStatus::Accepted => self.accepted,
            MemberStatus::Confirmed => self.confirmed,
            MemberStatus::Revoked => self.revoked,
        }
    }

    /// All of them.
    pub const fn total(self) -> i64 {
        self.staged + self.invited + self.accepted + self.confirmed + self.revoked
    }

    pub(crate) const fn add(&mut self, status: MemberStatus, members: i64) {
        let count = match status {
            MemberStatus::Staged => &mut self.staged,
            MemberStatus::Invited => &mut self.invited,
            MemberStatus::Accepted => &mut self.accepted,
            MemberStatus::Confirmed => &mut self.confirmed,
            MemberStatus::Revoked => &mut self.revoked,
        };
        *count += members;
    }
}

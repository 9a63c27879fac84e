//! Bitwarden's numbers of states and roles.

use serde::Deserialize;
use std::fmt;

/// How far a membership has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(from = "i64")]
pub enum MemberStatus {
    /// Shut out; a restore brings back what it was.
    Revoked,
    /// Invited by mail.
    Invited,
    /// The person has accepted and waits for a confirmation.
    Accepted,
    /// The person has the organization's key.
    Confirmed,
    /// Made without an invitation.
    Staged,
    /// A number of another server.
    Other(i64),
}

impl From<i64> for MemberStatus {
    fn from(number: i64) -> Self {
        match number {
            -1 => Self::Revoked,
            0 => Self::Invited,
            1 => Self::Accepted,
            2 => Self::Confirmed,
            3 => Self::Staged,
            other => Self::Other(other),
        }
    }
}

/// What a member may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(from = "i64")]
pub enum MemberRole {
    /// Everything.
    Owner,
    /// Everything but owners' matters.
    Admin,
    /// What their groups and collections give.
    User,
    /// What their permissions say.
    Custom,
    /// A number of another server.
    Other(i64),
}

impl From<i64> for MemberRole {
    fn from(number: i64) -> Self {
        match number {
            0 => Self::Owner,
            1 => Self::Admin,
            2 => Self::User,
            4 => Self::Custom,
            other => Self::Other(other),
        }
    }
}

impl MemberRole {
    /// Bitwarden's number.
    pub fn number(self) -> i64 {
        match self {
            Self::Owner => 0,
            Self::Admin => 1,
            Self::User => 2,
            Self::Custom => 4,
            Self::Other(number) => number,
        }
    }
}

impl fmt::Display for MemberRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Owner => f.write_str("Owner"),
            Self::Admin => f.write_str("Admin"),
            Self::User => f.write_str("User"),
            Self::Custom => f.write_str("Custom"),
            Self::Other(number) => write!(f, "role {number}"),
        }
    }
}

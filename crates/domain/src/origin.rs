//! Where a row came from.

/// Who made a member, group or membership. The replace rule for memberships rests on it: a directory that replaces a
/// group's members leaves alone what people made by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The SCIM endpoint.
    Scim = 1,
    /// A person in the console, or the command line.
    Console = 2,
    /// The Public API.
    PublicApi = 3,
    /// A directory import.
    Connector = 4,
}

impl Origin {
    /// Its number in storage.
    pub const fn number(self) -> i64 {
        self as i64
    }

    /// The origin with this number.
    pub const fn from_number(number: i64) -> Option<Self> {
        match number {
            1 => Some(Self::Scim),
            2 => Some(Self::Console),
            3 => Some(Self::PublicApi),
            4 => Some(Self::Connector),
            _ => None,
        }
    }

    /// Its name, as the log shows it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scim => "scim",
            Self::Console => "console",
            Self::PublicApi => "public-api",
            Self::Connector => "connector",
        }
    }

    /// Whether a directory owns what came from here.
    pub const fn is_directory(self) -> bool {
        matches!(self, Self::Scim | Self::Connector)
    }
}

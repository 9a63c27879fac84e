//! What the rules refuse, in words that say what to do.

/// A change that a rule does not allow. `Display` is the text for the caller: it names the rule and the way out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No member with this id in this organization.
    #[error("User not found.")]
    MemberNotFound,
    /// No group with this id in this organization.
    #[error("Group not found.")]
    GroupNotFound,
    /// No organization with this id.
    #[error("Organization not found.")]
    OrganizationNotFound,
    /// No key with this id.
    #[error("SCIM key not found.")]
    ScimKeyNotFound,
    /// The condition that the caller set (RFC 7644 §3.14 `If-Match`) does not hold.
    #[error("The resource has changed since it was read (version {current}). Read it again and repeat the change.")]
    VersionMismatch {
        /// The version that is stored.
        current: String,
    },
    /// Another member has this userName.
    #[error(
        "A member with userName \"{0}\" exists already. Look it up with the filter `userName eq` and update it instead."
    )]
    UserNameTaken(String),
    /// Another member has this address.
    #[error("A member with the address \"{0}\" exists already. Look it up with a filter and update it instead.")]
    EmailTaken(String),
    /// Another resource of the kind has this external id.
    #[error(
        "The externalId \"{0}\" belongs to another resource. Look it up with the filter `externalId eq` and update it instead."
    )]
    ExternalIdTaken(String),
    /// Another group has this name.
    #[error(
        "A group named \"{0}\" exists already. Look it up with the filter `displayName eq` and update it with PATCH or PUT."
    )]
    GroupNameTaken(String),
    /// Not an e-mail address.
    #[error("\"{0}\" is not an e-mail address.")]
    InvalidEmail(String),
    /// Neither an e-mail nor a userName that is one.
    #[error("A member needs an e-mail address: send `emails` with a value, or a userName that is an address.")]
    NoEmail,
    /// A required text is blank.
    #[error("{field} must not be blank.")]
    Blank {
        /// The field, in SCIM spelling.
        field: &'static str,
    },
    /// A text is too long.
    #[error("{field} is longer than {limit} characters.")]
    TooLong {
        /// The field, in SCIM spelling.
        field: &'static str,
        /// The limit, in characters.
        limit: usize,
    },
    /// The organization's seats are taken.
    #[error(
        "All {seats} seats of the organization are taken. Revoke or remove a member, or raise the number of seats, then try again."
    )]
    NoSeatLeft {
        /// The organization's seats.
        seats: i64,
    },
    /// The last confirmed owner would lose access.
    #[error(
        "This member is the last confirmed owner of the organization and cannot be revoked or removed. Confirm another owner first."
    )]
    LastConfirmedOwner,
    /// The member is kept out of the directory's reach.
    #[error("This member is flagged break-glass: only an owner can revoke or remove it, in the console.")]
    BreakGlass,
    /// An account has this address.
    #[error("An account with this address exists already. Sign in instead.")]
    AccountExists,
    /// The invitation was withdrawn, replaced or accepted, or is for another address.
    #[error("This invitation is no longer valid. Ask for a new one.")]
    InvalidInvitation,
    /// Somebody changed the item since the caller read it.
    #[error("The item has changed since it was read. Sync the vault and repeat the change.")]
    ItemChangedMeanwhile,
    /// The list would have to look at too many rows.
    #[error("{0}")]
    TooCostly(String),
    /// A cursor that this server did not give, or that no longer fits (RFC 9865).
    #[error("The cursor is not one of this list. Start again without a cursor.")]
    InvalidCursor,
    /// A setting is out of range.
    #[error("{0}")]
    InvalidSetting(String),
}

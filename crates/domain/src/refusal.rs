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
    /// No collection with this id, or none that the caller may see.
    #[error("Collection not found.")]
    CollectionNotFound,
    /// No item with this id, or none that the caller may see.
    #[error("Item not found.")]
    ItemNotFound,
    /// The caller has no folder with this id.
    #[error("Folder not found.")]
    FolderNotFound,
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
    /// A text that people are shown holds what no line shows.
    #[error("{field} must not hold control characters.")]
    ControlCharacter {
        /// The field, in the client's spelling.
        field: &'static str,
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
        "This member is the last confirmed owner of the organization and can be neither revoked nor removed nor given another role. Confirm another owner first."
    )]
    LastConfirmedOwner,
    /// The member is kept out of the directory's reach.
    #[error("This member is flagged break-glass: only an owner can revoke or remove it, in the console.")]
    BreakGlass,
    /// The invitation of somebody whom a directory could not have invited.
    #[error(
        "This member has a role that only the console gives, or is flagged break-glass, and has not accepted the invitation yet: it stays with the address that was invited. Let the person accept first, or remove the member in the console and invite the new address."
    )]
    InvitedByOwner,
    /// An account has this address.
    #[error("An account with this address exists already. Sign in instead.")]
    AccountExists,
    /// The person would leave an organization without an owner.
    #[error(
        "You are the last confirmed owner of \"{0}\". Confirm another owner there, or delete the organization, then try again."
    )]
    LastOwnerOf(String),
    /// Somebody else has the address in an organization of the person.
    #[error(
        "Somebody else is a member of \"{0}\" with this address. Ask an admin there to remove that membership, then try again."
    )]
    AddressOfAnotherMember(String),
    /// The invitation was withdrawn, replaced or accepted, or is for another address.
    #[error("This invitation is no longer valid. Ask for a new one.")]
    InvalidInvitation,
    /// A member has no items of their own.
    #[error("An organization of yours owns its members' items: save this one in one of its collections.")]
    ItemsBelongToOrganization,
    /// Somebody changed the item since the caller read it.
    #[error("The item has changed since it was read. Sync the vault and repeat the change.")]
    ItemChangedMeanwhile,
    /// Whoever asks may not, and is not told whether there was anything to ask for.
    #[error("Resource not found.")]
    NotAllowed,
    /// One cannot do this to oneself.
    #[error("You cannot do this to yourself. Ask another owner or admin.")]
    Oneself,
    /// Only an owner may do this to or for an owner.
    #[error("Only an owner can make, change, revoke, restore or remove an owner.")]
    OwnersAlone,
    /// A Custom member may not do this to or for an admin.
    #[error("Only an owner or admin can make, change, revoke, restore or remove an admin.")]
    AdminsAlone,
    /// A Custom member may give only what they hold.
    #[error("You can only give permissions that you have yourself.")]
    BeyondOwnPermissions,
    /// The plan has no custom roles.
    #[error("The role Custom needs the Enterprise plan.")]
    CustomRoleNeedsEnterprise,
    /// Nobody is left to invite.
    #[error("Everybody you named is a member already, or was invited. To send an invitation again, use Resend.")]
    AlreadyInvited,
    /// Only who was invited and has not accepted can be invited again.
    #[error("This member has joined already, or is revoked: there is no invitation to send again.")]
    NotInvited,
    /// The token of an invitation is none.
    #[error("This invitation is not valid. Use the link of the newest invitation mail, or ask for a new one.")]
    InvitationInvalid,
    /// The token of an invitation is too old.
    #[error("This invitation has expired. Ask an admin of the organization to send it again.")]
    InvitationExpired,
    /// A later invitation took this one's place.
    #[error("A newer invitation was sent in place of this one. Use the link of the newest invitation mail.")]
    InvitationReplaced,
    /// The invitation was accepted before.
    #[error("This invitation was accepted already. An admin of the organization confirms you next.")]
    InvitationUsed,
    /// The member was revoked.
    #[error("Your access to this organization was revoked. Ask an admin of the organization.")]
    InvitationRevoked,
    /// The invitation is for another address.
    #[error("This invitation is for another address. Sign in with the address that it was sent to.")]
    InvitationOfAnother,
    /// The person is a member of the organization already.
    #[error("You are a member of this organization already.")]
    AlreadyMember,
    /// Only who has accepted can be confirmed.
    #[error("This member has not accepted the invitation, or is confirmed already.")]
    NotAccepted,
    /// Only who is not revoked can be revoked.
    #[error("This member is revoked already.")]
    AlreadyRevoked,
    /// Only who is revoked can be restored.
    #[error("This member is not revoked.")]
    NotRevoked,
    /// Nobody could take in who is invited.
    #[error("The organization has no confirmed owner. Confirm an owner first.")]
    NoConfirmedOwner,
    /// Access to a collection is given by who manages it.
    #[error("You can only give or take access to collections that you manage.")]
    CollectionNotManaged,
    /// The organization wants two-step login.
    #[error("This organization requires two-step login. The account must have it switched on first.")]
    NoTwoStepLogin,
    /// The organization wants its members to be in no other.
    #[error("This organization does not allow membership in other organizations. The person must leave them first.")]
    InAnotherOrganization,
    /// Another organization wants its members to be in no other.
    #[error("The person is a member of an organization that does not allow membership in another one.")]
    BoundToAnotherOrganization,
    /// Everybody is enrolled in account recovery.
    #[error("This organization enrolls its members in account recovery: `resetPasswordKey` is needed.")]
    RecoveryKeyMissing,
    /// The member's account cannot be recovered.
    #[error("This member is not confirmed, or not enrolled in account recovery.")]
    NotRecoverable,
    /// Nobody is enrolled in account recovery.
    #[error("This organization does not use account recovery.")]
    NoAccountRecovery,
    /// The first owner accepts without the organization's keys.
    #[error(
        "The organization has no keys yet: you are its first owner, and bring them. The program that you joined with made none. Open the invitation's link in a browser, or give it to `provost accept`."
    )]
    KeysMissing,
    /// Nobody with this address is an owner.
    #[error("No owner of the organization has the address \"{0}\".")]
    NoSuchOwner(String),
    /// The organization has its keys.
    #[error("The organization has keys already. They cannot be replaced.")]
    HasKeys,
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

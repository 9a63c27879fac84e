//! Organizations, their plans and what a plan allows.

use crate::{OrganizationId, Refusal, Timestamp};

/// What an organization may use. There is no billing: an operator sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// No directory features.
    Free = 0,
    /// No directory features.
    Families = 1,
    /// Directory features: SCIM, groups, events, Public API, import.
    Teams = 2,
    /// Everything.
    Enterprise = 3,
}

impl Plan {
    /// Bitwarden's number of the product tier.
    pub const fn number(self) -> i64 {
        self as i64
    }

    /// The plan with this number.
    pub const fn from_number(number: i64) -> Option<Self> {
        match number {
            0 => Some(Self::Free),
            1 => Some(Self::Families),
            2 => Some(Self::Teams),
            3 => Some(Self::Enterprise),
            _ => None,
        }
    }

    /// Its name, in lower case, as the command line takes and shows it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Families => "families",
            Self::Teams => "teams",
            Self::Enterprise => "enterprise",
        }
    }

    /// Whether SCIM, import, the Public API, groups and events come with it.
    pub const fn has_directory_features(self) -> bool {
        matches!(self, Self::Teams | Self::Enterprise)
    }

    /// Whether policies, single sign-on and custom roles come with it.
    pub const fn has_enterprise_features(self) -> bool {
        matches!(self, Self::Enterprise)
    }
}

/// How an organization wants to be provisioned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScimSettings {
    /// Whether the SCIM endpoint answers.
    pub enabled: bool,
    /// Bitwarden's `inviteUsersAfterProvisioning`: false creates Staged members, without mail and without a seat.
    pub invite_users_after_provisioning: bool,
    /// Whether a replaced member list also drops memberships that people made by hand.
    pub directory_is_authoritative: bool,
}

impl Default for ScimSettings {
    fn default() -> Self {
        Self { enabled: false, invite_users_after_provisioning: true, directory_is_authoritative: false }
    }
}

/// Who may do what with an organization's collections and items.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own, as clients send them")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CollectionSettings {
    /// Whether only owners and admins make collections.
    pub limit_creation: bool,
    /// Whether only owners and admins remove collections.
    pub limit_deletion: bool,
    /// Whether only those who manage a collection remove its items.
    pub limit_item_deletion: bool,
    /// Whether owners and admins see what is in every collection, whether or not they were given it.
    pub admins_access_all: bool,
}

impl Default for CollectionSettings {
    fn default() -> Self {
        Self { limit_creation: false, limit_deletion: false, limit_item_deletion: false, admins_access_all: true }
    }
}

/// The key pair of an organization, as its first owner's client made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationKeys {
    /// The public key, SPKI DER in base64.
    pub public_key: String,
    /// The private key, PKCS#8 DER, under the organization's key: an `EncString` of type 2.
    pub wrapped_private_key: String,
}

/// An organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// Its identifier.
    pub id: OrganizationId,
    /// Its name, 1 to 50 characters.
    pub name: String,
    /// Its plan.
    pub plan: Plan,
    /// How many members may occupy a seat; none is without limit.
    pub seats: Option<i64>,
    /// Whether it is in use; a disabled one refuses every call.
    pub enabled: bool,
    /// How it is provisioned.
    pub scim: ScimSettings,
    /// Who may do what with its collections.
    pub collections: CollectionSettings,
    /// Where letters about it go.
    pub billing_email: Option<String>,
    /// Whether an owner's client made its keys. Without them nothing can be shared in it.
    pub has_keys: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When something last changed that every member's client shows: name, plan, settings, policies.
    pub revised_at: Timestamp,
}

impl Organization {
    /// Longest name, in characters.
    pub const NAME_MAX_LENGTH: usize = 50;

    /// A new Enterprise organization without a seat limit, with SCIM off.
    pub fn new(id: OrganizationId, name: &str, now: Timestamp) -> Result<Self, Refusal> {
        Ok(Self {
            id,
            name: Self::check_name(name)?.to_owned(),
            plan: Plan::Enterprise,
            seats: None,
            enabled: true,
            scim: ScimSettings::default(),
            collections: CollectionSettings::default(),
            billing_email: None,
            has_keys: false,
            created_at: now,
            revised_at: now,
        })
    }

    /// The name without blanks around it; refuses a blank or overlong one.
    pub fn check_name(name: &str) -> Result<&str, Refusal> {
        let name = name.trim();
        if name.is_empty() {
            return Err(Refusal::Blank { field: "name" });
        }
        if name.chars().count() > Self::NAME_MAX_LENGTH {
            return Err(Refusal::TooLong { field: "name", limit: Self::NAME_MAX_LENGTH });
        }
        Ok(name)
    }

    /// Whether an identity provider may call its SCIM endpoint.
    pub const fn accepts_scim(&self) -> bool {
        self.enabled && self.scim.enabled && self.plan.has_directory_features()
    }
}

//! Who may do what to whom in an organization.

use crate::{Member, MemberRole, MemberStatus, Organization, Permissions, Refusal};

/// On whose word something is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authority {
    /// A person, as the member they are at this moment.
    Member(Box<Member>),
    /// The identity provider, by a SCIM key.
    Scim,
    /// A script, by the organization's API key.
    PublicApi,
    /// The operator, or a rule that the organization itself switched on.
    Server,
}

impl Member {
    /// Whether a person may do what a Custom member needs this permission for. Owners and admins have them all, a User
    /// none, and who is not confirmed may do nothing.
    pub fn may(&self, permission: fn(&Permissions) -> bool) -> bool {
        self.status == MemberStatus::Confirmed
            && match self.role {
                MemberRole::Owner | MemberRole::Admin => true,
                MemberRole::Custom => permission(&self.permissions),
                MemberRole::User => false,
            }
    }

    /// Whether this is an owner who is confirmed.
    pub fn is_confirmed_owner(&self) -> bool {
        self.status == MemberStatus::Confirmed && self.role == MemberRole::Owner
    }
}

impl Authority {
    /// Refuses a person without this permission, as if there were nothing here.
    pub fn require(&self, permission: fn(&Permissions) -> bool) -> Result<(), Refusal> {
        match self {
            Self::Member(actor) if !actor.may(permission) => Err(Refusal::NotAllowed),
            _ => Ok(()),
        }
    }

    /// Refuses a person who is no owner, as if there were nothing here.
    pub fn require_owner(&self) -> Result<(), Refusal> {
        match self {
            Self::Member(actor) if !actor.is_confirmed_owner() => Err(Refusal::NotAllowed),
            _ => Ok(()),
        }
    }

    /// Whether this is the member itself.
    pub fn is(&self, target: &Member) -> bool {
        matches!(self, Self::Member(actor) if actor.id == target.id)
    }

    /// Refuses to revoke, restore, remove or change somebody who is out of reach: oneself; an owner, unless by an owner;
    /// an admin by a Custom member; and a break-glass member by anybody but an owner.
    pub fn require_reach(&self, target: &Member) -> Result<(), Refusal> {
        if self.is(target) {
            return Err(Refusal::Oneself);
        }
        self.require_rank_over(target)
    }

    /// The same, but for what one may do to oneself too.
    pub fn require_rank_over(&self, target: &Member) -> Result<(), Refusal> {
        match self {
            Self::Server => Ok(()),
            Self::Scim | Self::PublicApi if target.is_break_glass => Err(Refusal::BreakGlass),
            Self::Scim | Self::PublicApi => Ok(()),
            Self::Member(actor) => {
                self.require(|permissions| permissions.manage_users)?;
                match (actor.role, target.role) {
                    (MemberRole::Owner, _) => Ok(()),
                    (_, MemberRole::Owner) => Err(Refusal::OwnersAlone),
                    _ if target.is_break_glass => Err(Refusal::BreakGlass),
                    (MemberRole::Custom, MemberRole::Admin) => Err(Refusal::AdminsAlone),
                    _ => Ok(()),
                }
            }
        }
    }

    /// Refuses to give a role that the giver may not give: an owner gives any, an admin all but Owner, a Custom member
    /// User, or Custom with permissions they hold themselves; a directory gives User alone. Custom needs the Enterprise plan.
    pub fn require_grant(
        &self,
        role: MemberRole,
        permissions: Permissions,
        organization: &Organization,
    ) -> Result<(), Refusal> {
        if role == MemberRole::Custom && !organization.plan.has_enterprise_features() {
            return Err(Refusal::CustomRoleNeedsEnterprise);
        }
        match self {
            Self::Scim if role != MemberRole::User => Err(Refusal::OwnersAlone),
            Self::Scim | Self::PublicApi | Self::Server => Ok(()),
            Self::Member(actor) => {
                self.require(|permissions| permissions.manage_users)?;
                match (actor.role, role) {
                    (MemberRole::Owner, _) => Ok(()),
                    (_, MemberRole::Owner) => Err(Refusal::OwnersAlone),
                    (MemberRole::Admin, _) | (_, MemberRole::User) => Ok(()),
                    (_, MemberRole::Admin) => Err(Refusal::AdminsAlone),
                    _ if actor.permissions.include(permissions) => Ok(()),
                    _ => Err(Refusal::BeyondOwnPermissions),
                }
            }
        }
    }
}

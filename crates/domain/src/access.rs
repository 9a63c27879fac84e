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

    /// Refuses what needs the permission to manage members, on somebody above; what one may do to oneself too.
    pub fn require_rank_over(&self, target: &Member) -> Result<(), Refusal> {
        self.require(|permissions| permissions.manage_users)?;
        self.require_rank(target)
    }

    /// Refuses to touch an owner, unless by an owner; an admin by a Custom member; and a break-glass member by anybody but
    /// an owner.
    pub fn require_rank(&self, target: &Member) -> Result<(), Refusal> {
        match self {
            Self::Scim | Self::PublicApi if target.is_break_glass => Err(Refusal::BreakGlass),
            Self::Scim | Self::PublicApi | Self::Server => Ok(()),
            Self::Member(actor) => match (actor.role, target.role) {
                (MemberRole::Owner, _) => Ok(()),
                (_, MemberRole::Owner) => Err(Refusal::OwnersAlone),
                _ if target.is_break_glass => Err(Refusal::BreakGlass),
                (MemberRole::Admin, _) => Ok(()),
                (_, MemberRole::Admin) => Err(Refusal::AdminsAlone),
                _ => Ok(()),
            },
        }
    }

    /// Refuses a directory that would move the invitation of somebody whom it could not have invited: whoever holds the new
    /// address would join as what an owner meant somebody else to be. Who has joined keeps the address of their account.
    pub fn require_invitee(&self, target: &Member) -> Result<(), Refusal> {
        let is_chosen = target.role != MemberRole::User || target.is_break_glass;
        match self {
            Self::Scim | Self::PublicApi if is_chosen && target.account_id.is_none() => Err(Refusal::InvitedByOwner),
            _ => Ok(()),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        CaseInsensitiveText, EmailAddress, Ledger, MemberId, MemberProfile, OrganizationId, Origin, Plan,
        RevocationReason, Timestamp,
    };
    use MemberRole::{Admin, Custom, Owner, User};
    use uuid::Uuid;

    const MANAGES_USERS: Permissions = Permissions { manage_users: true, ..Permissions::NONE };
    const NOW: Timestamp = Timestamp::from_micros(0);

    fn member(number: u128, role: MemberRole) -> Member {
        let address = format!("m{number}@example.com");
        let profile = MemberProfile {
            user_name: CaseInsensitiveText::new(address.clone()),
            email: EmailAddress::parse(&address).unwrap(),
            other_email_keys: Vec::new(),
            external_id: None,
            display_name: None,
            attributes: None,
        };
        let (organization_id, id) = (OrganizationId::from_uuid(Uuid::from_u128(1)), Uuid::from_u128(number));
        let new = Member::new(organization_id, MemberId::from_uuid(id), profile, Origin::Console, NOW);
        let permissions = if role == Custom { MANAGES_USERS } else { Permissions::NONE };
        Member { status: MemberStatus::Confirmed, role, permissions, ..new }
    }

    fn organization() -> Organization {
        Organization::new(OrganizationId::from_uuid(Uuid::from_u128(1)), "Acme", NOW).unwrap()
    }

    /// Everybody on whose word something may be done, with the name of their column.
    fn authorities() -> [(&'static str, Authority); 7] {
        let person = |role| Authority::Member(Box::new(member(9, role)));
        [
            ("owner", person(Owner)),
            ("admin", person(Admin)),
            ("custom", person(Custom)),
            ("user", person(User)),
            ("scim", Authority::Scim),
            ("public api", Authority::PublicApi),
            ("server", Authority::Server),
        ]
    }

    /// The table of who revokes, restores and removes whom. Rows: the target. Columns: [`authorities`].
    #[test]
    fn who_reaches_whom() {
        use Refusal::{AdminsAlone, BreakGlass, NotAllowed, OwnersAlone};
        let ok = || Ok(());
        let break_glass = Member { is_break_glass: true, ..member(2, User) };
        let table: [(Member, [Result<(), Refusal>; 7]); 5] = [
            (member(2, Owner), [ok(), Err(OwnersAlone), Err(OwnersAlone), Err(NotAllowed), ok(), ok(), ok()]),
            (member(2, Admin), [ok(), ok(), Err(AdminsAlone), Err(NotAllowed), ok(), ok(), ok()]),
            (member(2, Custom), [ok(), ok(), ok(), Err(NotAllowed), ok(), ok(), ok()]),
            (member(2, User), [ok(), ok(), ok(), Err(NotAllowed), ok(), ok(), ok()]),
            (
                break_glass,
                [ok(), Err(BreakGlass), Err(BreakGlass), Err(NotAllowed), Err(BreakGlass), Err(BreakGlass), ok()],
            ),
        ];
        for (target, expected) in table {
            for ((name, by), expected) in authorities().into_iter().zip(expected) {
                let role = target.role.name();
                assert_eq!(by.require_reach(&target), expected, "{name} reaches a member who is {role}");
                let mut ledger = ledger_of(&target);
                let mut revoked = target.clone();
                let outcome = revoked.revoke(&by, RevocationReason::Manual, &mut ledger).map(drop);
                assert_eq!(outcome, expected, "{name} revokes a member who is {role}");
                assert_eq!(target.require_removable(&by, &ledger_of(&target)), expected, "{name} removes {role}");
                if outcome.is_ok() || matches!(by, Authority::Member(_)) {
                    let mut back = Member {
                        status: MemberStatus::Revoked,
                        status_before_revocation: Some(MemberStatus::Confirmed),
                        ..target.clone()
                    };
                    let outcome = back.restore(&by, &organization(), &mut ledger, NOW).map(drop);
                    assert_eq!(outcome, expected, "{name} restores a member who is {role}");
                }
            }
        }
    }

    /// The ledger of an organization with this member and two confirmed owners more.
    fn ledger_of(target: &Member) -> Ledger {
        let mut ledger = Ledger::new(target.organization_id);
        for member in [target, &member(7, Owner), &member(8, Owner)] {
            ledger.add_member(member);
        }
        ledger
    }

    #[test]
    fn nobody_reaches_themselves_or_takes_the_last_confirmed_owner() {
        for role in [Owner, Admin, Custom] {
            let own = member(9, role);
            let by = Authority::Member(Box::new(own.clone()));
            assert_eq!(by.require_reach(&own), Err(Refusal::Oneself));
        }
        let last = member(2, Owner);
        for by in [Authority::Scim, Authority::PublicApi, Authority::Server] {
            let mut ledger = Ledger::new(last.organization_id);
            ledger.add_member(&last);
            assert_eq!(last.require_removable(&by, &ledger), Err(Refusal::LastConfirmedOwner));
            let revoked = last.clone().revoke(&by, RevocationReason::Manual, &mut ledger);
            assert_eq!(revoked, Err(Refusal::LastConfirmedOwner));
        }
    }

    /// The table of which roles are given. Rows: the role. Columns: [`authorities`].
    #[test]
    fn who_gives_which_role() {
        use Refusal::{AdminsAlone, BeyondOwnPermissions, NotAllowed, OwnersAlone};
        let ok = || Ok(());
        let more = Permissions { manage_policies: true, ..MANAGES_USERS };
        let none = || Err(NotAllowed);
        for (role, permissions, expected) in [
            (
                Owner,
                Permissions::NONE,
                [ok(), Err(OwnersAlone), Err(OwnersAlone), none(), Err(OwnersAlone), ok(), ok()],
            ),
            (Admin, Permissions::NONE, [ok(), ok(), Err(AdminsAlone), none(), Err(OwnersAlone), ok(), ok()]),
            (User, Permissions::NONE, [ok(), ok(), ok(), none(), ok(), ok(), ok()]),
            (Custom, MANAGES_USERS, [ok(), ok(), ok(), none(), Err(OwnersAlone), ok(), ok()]),
            (Custom, more, [ok(), ok(), Err(BeyondOwnPermissions), none(), Err(OwnersAlone), ok(), ok()]),
        ] {
            for ((name, by), expected) in authorities().into_iter().zip(expected) {
                let given = by.require_grant(role, permissions, &organization());
                assert_eq!(given, expected, "{name} gives {} {permissions:?}", role.name());
            }
        }
        let teams = Organization { plan: Plan::Teams, ..organization() };
        let owner = Authority::Member(Box::new(member(9, Owner)));
        assert_eq!(owner.require_grant(Custom, MANAGES_USERS, &teams), Err(Refusal::CustomRoleNeedsEnterprise));
    }

    #[test]
    fn who_is_not_confirmed_may_nothing() {
        for status in [MemberStatus::Invited, MemberStatus::Accepted, MemberStatus::Revoked, MemberStatus::Staged] {
            let owner = Member { status, ..member(9, Owner) };
            assert!(!owner.may(|_| true) && !owner.is_confirmed_owner());
            let by = Authority::Member(Box::new(owner));
            assert_eq!(by.require_reach(&member(2, User)), Err(Refusal::NotAllowed));
            assert_eq!(by.require_owner(), Err(Refusal::NotAllowed));
        }
    }
}

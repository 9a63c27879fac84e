//! Policies: what an organization wants of its members.

use crate::{Member, MemberRole, MemberStatus, OrganizationId, PolicyId, Refusal, RevocationReason, Timestamp};

/// A policy, with Bitwarden's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PolicyType {
    /// Members have two-step login.
    TwoStepLogin = 0,
    /// Master passwords are of some strength. Clients see to it.
    MasterPassword = 1,
    /// Members are in no other organization.
    SingleOrganization = 3,
    /// Members sign in by the organization's identity provider.
    RequireSso = 4,
    /// Members have no items of their own.
    DataOwnership = 5,
    /// Admins can give members a new master password.
    AccountRecovery = 8,
}

impl PolicyType {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::TwoStepLogin,
        Self::MasterPassword,
        Self::SingleOrganization,
        Self::RequireSso,
        Self::DataOwnership,
        Self::AccountRecovery,
    ];

    /// Bitwarden's number.
    pub const fn number(self) -> i64 {
        self as i64
    }

    /// The policy with this number.
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.number() == number)
    }

    /// Its name, as people read it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TwoStepLogin => "Require two-step login",
            Self::MasterPassword => "Master password requirements",
            Self::SingleOrganization => "Single organization",
            Self::RequireSso => "Require single sign-on",
            Self::DataOwnership => "Organization data ownership",
            Self::AccountRecovery => "Account recovery administration",
        }
    }

    /// The policy without which this one makes no sense.
    pub const fn requires(self) -> Option<Self> {
        match self {
            Self::RequireSso | Self::AccountRecovery => Some(Self::SingleOrganization),
            _ => None,
        }
    }
}

/// A policy of an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The organization.
    pub organization_id: OrganizationId,
    /// Which.
    pub policy_type: PolicyType,
    /// Its identifier.
    pub id: PolicyId,
    /// Whether it holds.
    pub enabled: bool,
    /// What it wants exactly, as a JSON object in the client's names.
    pub settings: Option<String>,
    /// When it last changed.
    pub revised_at: Timestamp,
}

impl Policy {
    /// Refuses to switch a policy on without the one it needs, and off while another one needs it.
    pub fn check_switch(policy_type: PolicyType, enabled: bool, all: &[Self]) -> Result<(), Refusal> {
        let is_on = |wanted| all.iter().any(|policy| policy.policy_type == wanted && policy.enabled);
        if enabled && policy_type.requires().is_some_and(|required| !is_on(required)) {
            let required = policy_type.requires().map_or("", PolicyType::name);
            let text = format!("{} needs the policy {required}: switch that on first.", policy_type.name());
            return Err(Refusal::InvalidSetting(text));
        }
        let dependent =
            PolicyType::ALL.into_iter().find(|other| other.requires() == Some(policy_type) && is_on(*other));
        if let (false, Some(other)) = (enabled, dependent) {
            let text = format!("{} needs this policy: switch that off first.", other.name());
            return Err(Refusal::InvalidSetting(text));
        }
        Ok(())
    }
}

impl MemberRole {
    /// Whether policies bind who has joined in this role: neither owners nor admins.
    pub const fn is_bound_by_policies(self) -> bool {
        matches!(self, Self::User | Self::Custom)
    }
}

impl Member {
    /// Whether policies bind the member: by the role, and only who has joined.
    pub const fn is_bound_by_policies(&self) -> bool {
        self.role.is_bound_by_policies() && matches!(self.status, MemberStatus::Accepted | MemberStatus::Confirmed)
    }
}

impl RevocationReason {
    /// The policy that revokes members for this reason; none where somebody wanted it.
    pub const fn policy(self) -> Option<PolicyType> {
        match self {
            Self::Manual => None,
            Self::TwoStep => Some(PolicyType::TwoStepLogin),
            Self::DataOwnership => Some(PolicyType::DataOwnership),
            Self::SingleOrganization => Some(PolicyType::SingleOrganization),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn policy(policy_type: PolicyType, enabled: bool) -> Policy {
        let id = Uuid::from_u128(1);
        Policy {
            organization_id: OrganizationId::from_uuid(id),
            policy_type,
            id: PolicyId::from_uuid(id),
            enabled,
            settings: None,
            revised_at: Timestamp::from_micros(0),
        }
    }

    #[test]
    fn a_policy_that_others_need_is_switched_on_first_and_off_last() {
        let (single, recovery) = (PolicyType::SingleOrganization, PolicyType::AccountRecovery);
        assert!(Policy::check_switch(recovery, true, &[]).is_err());
        assert!(Policy::check_switch(recovery, true, &[policy(single, false)]).is_err());
        assert_eq!(Policy::check_switch(recovery, true, &[policy(single, true)]), Ok(()));
        let both = [policy(single, true), policy(recovery, true)];
        assert!(Policy::check_switch(single, false, &both).is_err());
        assert_eq!(Policy::check_switch(single, true, &both), Ok(()));
        assert_eq!(Policy::check_switch(recovery, false, &both), Ok(()));
        assert_eq!(Policy::check_switch(single, false, &[policy(single, true), policy(recovery, false)]), Ok(()));
    }

    #[test]
    fn numbers_are_bitwardens() {
        assert_eq!(PolicyType::ALL.map(PolicyType::number), [0, 1, 3, 4, 5, 8]);
        assert_eq!(PolicyType::from_number(8), Some(PolicyType::AccountRecovery));
        assert_eq!(PolicyType::from_number(2), None);
    }
}

//! What an organization wants of its members.

pub(crate) mod list;
pub(crate) mod set;
pub(crate) mod show;

use crate::Console;
use crate::error::PageError;
use crate::path_id;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::PolicyType;

/// A policy as pages name it.
#[derive(Clone, Copy)]
pub(crate) struct PolicyRow {
    pub(crate) policy_type: PolicyType,
    /// Its name in addresses.
    pub(crate) slug: &'static str,
    /// The text of its name.
    pub(crate) name: &'static str,
    /// The text that says what it wants.
    pub(crate) why: &'static str,
    /// The text that says what happens when it is switched on.
    pub(crate) effect: &'static str,
}

/// Every policy, the most wanted first.
pub(crate) const POLICIES: [PolicyRow; 6] = [
    PolicyRow {
        policy_type: PolicyType::TwoStepLogin,
        slug: "two-step-login",
        name: "policy-two-step",
        why: "policy-two-step-why",
        effect: "policy-two-step-effect",
    },
    PolicyRow {
        policy_type: PolicyType::MasterPassword,
        slug: "master-password",
        name: "policy-password",
        why: "policy-password-why",
        effect: "policy-password-effect",
    },
    PolicyRow {
        policy_type: PolicyType::SingleOrganization,
        slug: "single-organization",
        name: "policy-single",
        why: "policy-single-why",
        effect: "policy-single-effect",
    },
    PolicyRow {
        policy_type: PolicyType::AccountRecovery,
        slug: "account-recovery",
        name: "policy-recovery",
        why: "policy-recovery-why",
        effect: "policy-recovery-effect",
    },
    PolicyRow {
        policy_type: PolicyType::DataOwnership,
        slug: "data-ownership",
        name: "policy-ownership",
        why: "policy-ownership-why",
        effect: "policy-ownership-effect",
    },
    PolicyRow {
        policy_type: PolicyType::RequireSso,
        slug: "require-sso",
        name: "policy-sso",
        why: "policy-sso-why",
        effect: "policy-sso-effect",
    },
];

/// The `{policy}` of a path.
#[derive(Clone, Copy)]
pub(crate) struct PolicyPath(pub(crate) PolicyRow);

impl FromRequestParts<Console> for PolicyPath {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, console: &Console) -> Result<Self, PageError> {
        let of = |slug: &str| POLICIES.into_iter().find(|row| row.slug == slug);
        path_id::read(parts, console, "policy", of).await.map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::POLICIES;
    use domain::PolicyType;

    #[test]
    fn every_policy_has_a_page() {
        assert!(PolicyType::ALL.iter().all(|wanted| POLICIES.iter().any(|row| row.policy_type == *wanted)));
    }
}

//! To a member whom a policy has revoked.

use crate::mail::{Letter, words::name};
use domain::PolicyType;

/// A policy has revoked a member.
#[derive(Debug)]
pub struct MemberRevoked<'l> {
    /// The organization's name.
    pub organization: &'l str,
    /// The policy.
    pub policy: PolicyType,
}

impl From<MemberRevoked<'_>> for Letter {
    fn from(revoked: MemberRevoked<'_>) -> Self {
        let organization = name(revoked.organization);
        let letter = Self::new(
            &format!("Your access to {organization} was revoked"),
            &format!("You have no access to {organization} any more"),
        )
        .say(&format!(
            "{organization} has the policy \"{}\", which you do not comply with. Your access was revoked.",
            revoked.policy.name()
        ));
        remedy(letter, revoked.policy, &organization).note("Your account and the items of your own stay as they are.")
    }
}

/// What the person can do about it.
fn remedy(letter: Letter, policy: PolicyType, organization: &str) -> Letter {
    let ask = format!("Then ask an admin of {organization} to restore your access.");
    match policy {
        PolicyType::TwoStepLogin => letter.say(&format!(
            "Set up two-step login in the security settings of your account, with an authenticator app or by mail. {ask}"
        )),
        PolicyType::SingleOrganization => {
            letter.say(&format!("Leave every other organization that you are a member of. {ask}"))
        }
        _ => letter.say(&format!("Ask an admin of {organization} what to do.")),
    }
}

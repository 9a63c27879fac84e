//! To a member who was confirmed.

use crate::mail::{Letter, words::name};

/// A member was confirmed.
#[derive(Debug)]
pub struct MemberConfirmed<'l> {
    /// The organization's name.
    pub organization: &'l str,
}

impl From<MemberConfirmed<'_>> for Letter {
    fn from(confirmed: MemberConfirmed<'_>) -> Self {
        let organization = name(confirmed.organization);
        Self::new(&format!("You are a member of {organization}"), &format!("Welcome to {organization}"))
            .say(&format!("You were confirmed as a member of {organization}."))
            .say("What is shared with you appears in your client after its next synchronization.")
    }
}

//! To somebody who is invited into an organization.

use super::moment;
use crate::mail::{Letter, words::name};
use domain::Timestamp;

/// An invitation into an organization.
pub struct Invitation<'l> {
    /// The organization's name.
    pub organization: &'l str,
    /// The address of the person who invited; none where a directory or the operator did.
    pub inviter: Option<&'l str>,
    /// Whether there is an account with the invited address.
    pub has_account: bool,
    /// Where it is accepted.
    pub link: &'l str,
    /// Until when.
    pub expires_at: Timestamp,
}

impl From<Invitation<'_>> for Letter {
    fn from(invitation: Invitation<'_>) -> Self {
        let organization = name(invitation.organization);
        let (what, next, button) = if invitation.has_account {
            (
                "log in to accept",
                "There is an account with this address already: log in with it and accept.",
                format!("Join {organization}: log in"),
            )
        } else {
            (
                "create your account",
                "Create your account with a master password that only you know, then accept.",
                format!("Join {organization}: create account"),
            )
        };
        let who = match invitation.inviter {
            Some(inviter) => format!("{} invites you to join {organization}.", name(inviter)),
            None => format!("You are invited to join {organization}."),
        };
        Self::new(&format!("Join {organization}: {what}"), &format!("Join {organization}"))
            .say(&format!("{who} Its shared passwords and other secrets are kept with Provost."))
            .say(next)
            .button(&button, invitation.link)
            .note(&format!("The invitation can be accepted until {}.", moment(invitation.expires_at)))
            .note(
                "It is for this address alone: do not pass the mail on. If you do not know the organization, ignore it; \
                 without you nothing happens.",
            )
    }
}

//! To owners and admins, when somebody has accepted an invitation.

use crate::mail::{Letter, links, words::name};
use domain::OrganizationId;

/// Somebody accepted an invitation and waits to be confirmed.
#[derive(Debug)]
pub struct MemberAccepted<'l> {
    /// The organization's name.
    pub organization: &'l str,
    /// The organization.
    pub organization_id: OrganizationId,
    /// The address of who accepted.
    pub email: &'l str,
    /// The public URL.
    pub site: &'l str,
}

impl From<MemberAccepted<'_>> for Letter {
    fn from(accepted: MemberAccepted<'_>) -> Self {
        let (organization, email) = (name(accepted.organization), name(accepted.email));
        Self::new(&format!("{email} accepted: confirm for {organization}"), &format!("{email} waits for you"))
            .say(&format!("{email} has accepted the invitation to {organization} and needs to be confirmed."))
            .say(
                "Confirming hands over the organization's key. Only an owner or admin can do it, with a client in which they \
                 are logged in: the server has no key to hand over.",
            )
            .button("See who waits", &links::members(accepted.site, accepted.organization_id))
            .note("Compare the fingerprint phrase with the person first if you want to be sure who it is.")
    }
}

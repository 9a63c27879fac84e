//! Addresses in mails. They lead to the public URL; what they carry is percent-encoded.

use domain::{MemberId, OrganizationId};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the unreserved characters (RFC 3986 §2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What the link of an invitation carries, in Bitwarden's names.
pub struct InvitationLink<'l> {
    /// The organization.
    pub organization_id: OrganizationId,
    /// The membership.
    pub member_id: MemberId,
    /// The invited address.
    pub email: &'l str,
    /// The organization's name.
    pub organization_name: &'l str,
    /// Whether there is an account with the address, so that the page asks to log in and not to register.
    pub has_account: bool,
    /// Whether whoever accepts brings the organization's keys.
    pub brings_keys: bool,
    /// The signed invitation.
    pub token: &'l str,
}

impl InvitationLink<'_> {
    /// The address of the page that accepts it.
    pub fn at(&self, site: &str) -> String {
        link(
            site,
            "accept-organization",
            &[
                ("organizationId", &self.organization_id.to_string()),
                ("organizationUserId", &self.member_id.to_string()),
                ("email", self.email),
                ("organizationName", self.organization_name),
                ("orgUserHasExistingUser", truth(self.has_account)),
                ("initOrganization", truth(self.brings_keys)),
                ("token", self.token),
            ],
        )
    }
}

/// A truth value as Bitwarden's links spell it.
const fn truth(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}

/// The page on which a person whose address was verified makes their account.
pub(super) fn finish_signup(site: &str, email: &str, token: &str) -> String {
    link(site, "finish-signup", &[("token", token), ("email", email), ("fromEmail", "true")])
}

/// The page of an organization's members.
pub(super) fn members(site: &str, organization_id: OrganizationId) -> String {
    format!("{site}/organizations/{organization_id}/members")
}

fn link(site: &str, page: &str, parameters: &[(&str, &str)]) -> String {
    let parameters: Vec<String> =
        parameters.iter().map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, RESERVED))).collect();
    format!("{site}/{page}?{}", parameters.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn whatever_a_link_carries_is_encoded() {
        let link = InvitationLink {
            organization_id: OrganizationId::from_uuid(Uuid::from_u128(1)),
            member_id: MemberId::from_uuid(Uuid::from_u128(2)),
            email: "dora+x@example.com",
            organization_name: "Müller & Söhne #1",
            has_account: false,
            brings_keys: true,
            token: "a.b-c_d",
        };
        assert_eq!(
            link.at("https://provost.example.com"),
            "https://provost.example.com/accept-organization?organizationId=00000000-0000-0000-0000-000000000001\
             &organizationUserId=00000000-0000-0000-0000-000000000002&email=dora%2Bx%40example.com\
             &organizationName=M%C3%BCller%20%26%20S%C3%B6hne%20%231&orgUserHasExistingUser=False\
             &initOrganization=True&token=a.b-c_d"
        );
    }
}

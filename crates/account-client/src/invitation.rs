//! Invitations, as they come by mail.

use reqwest::Url;
use uuid::Uuid;

/// What the link of an invitation carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The base URL of the server, as the link has it.
    pub server: String,
    /// The organization.
    pub organization_id: Uuid,
    /// The membership.
    pub member_id: Uuid,
    /// The address that was invited.
    pub email: String,
    /// The name of the organization.
    pub organization_name: String,
    /// Whether an account with this address is there already.
    pub has_account: bool,
    /// Whether whoever accepts makes the organization's keys, as its first owner does.
    pub brings_keys: bool,
    /// What accepts it.
    pub token: String,
}

impl Invitation {
    /// Reads the link, in the form with `/#/` or the one without.
    pub fn from_link(link: &str) -> Option<Self> {
        let url = Url::parse(&link.trim().replacen("/#/", "/", 1)).ok()?;
        let mut server = url.clone();
        server.path_segments_mut().ok()?.pop();
        server.set_query(None);
        server.set_fragment(None);
        let value =
            |name: &str| url.query_pairs().find(|(found, _)| found == name).map(|(_, value)| value.into_owned());
        let is_true = |name: &str| value(name).is_some_and(|text| text.eq_ignore_ascii_case("true"));
        Some(Self {
            server: server.as_str().trim_end_matches('/').to_owned(),
            organization_id: value("organizationId")?.parse().ok()?,
            member_id: value("organizationUserId")?.parse().ok()?,
            email: value("email")?,
            organization_name: value("organizationName").unwrap_or_default(),
            has_account: is_true("orgUserHasExistingUser"),
            brings_keys: is_true("initOrganization"),
            token: value("token")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_the_link_are_read() {
        let query = "accept-organization?organizationId=a71c6574-52f1-4b98-9c4d-fd09703195e4&\
                     organizationUserId=219f952e-67f9-475e-8a7a-61e6c172c443&email=dora%2Bwork%40example.test&\
                     organizationName=Acme%20%26%20Co&orgUserHasExistingUser=False&token=a.b-c_d.e";
        let invitation = Invitation::from_link(&format!("https://vault.example.test/{query}")).unwrap();
        assert_eq!(invitation.server, "https://vault.example.test");
        assert_eq!(invitation.email, "dora+work@example.test");
        assert_eq!(invitation.organization_name, "Acme & Co");
        assert_eq!(invitation.token, "a.b-c_d.e");
        assert!(!invitation.has_account && !invitation.brings_keys);
        let first = Invitation::from_link(&format!("https://vault.example.test/{query}&initOrganization=True"));
        assert!(first.unwrap().brings_keys);
        assert_eq!(Invitation::from_link(&format!("https://vault.example.test/#/{query}")), Some(invitation));
        let below = Invitation::from_link(&format!("https://example.test:8080/base/#/{query}\n")).unwrap();
        assert_eq!(below.server, "https://example.test:8080/base");
        assert_eq!(Invitation::from_link("https://vault.example.test/accept-organization?token=x"), None);
    }
}

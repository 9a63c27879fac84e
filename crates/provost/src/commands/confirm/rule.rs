//! Whom `--watch` and `--all` confirm.

use account_client::{Member, MemberRole};
use clap::{Args, ValueEnum};

/// Every kind that is given must hold; of one kind, one is enough.
#[derive(Debug, Default, Args)]
pub(crate) struct Rule {
    /// Only members whom a directory provisioned (SCIM or a directory import), not those invited by hand.
    #[arg(long = "if-scim")]
    scim: bool,
    /// Only members with an address of this domain; its subdomains do not count. Can be given several times.
    #[arg(long = "if-domain", value_name = "DOMAIN", value_parser = domain)]
    domains: Vec<String>,
    /// Only members with this role. Can be given several times.
    #[arg(long = "if-role", value_name = "ROLE", value_enum)]
    roles: Vec<RoleName>,
}

/// A role, as it is written on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RoleName {
    /// Owners.
    Owner,
    /// Admins.
    Admin,
    /// Users.
    User,
    /// Members with permissions of their own.
    Custom,
}

impl RoleName {
    fn role(self) -> MemberRole {
        match self {
            Self::Owner => MemberRole::Owner,
            Self::Admin => MemberRole::Admin,
            Self::User => MemberRole::User,
            Self::Custom => MemberRole::Custom,
        }
    }
}

fn domain(text: &str) -> Result<String, String> {
    let is_domain = text.contains('.') && !text.contains(['@', '*', ' ']) && !text.starts_with('.');
    if is_domain { Ok(text.to_lowercase()) } else { Err("expected a domain, such as example.com".to_owned()) }
}

impl Rule {
    /// Whether it lets everybody pass.
    pub(crate) fn is_empty(&self) -> bool {
        !self.scim && self.domains.is_empty() && self.roles.is_empty()
    }

    /// Whether this member passes.
    pub(crate) fn matches(&self, member: &Member) -> bool {
        let domain = member.email.rsplit_once('@').map(|(_, domain)| domain.to_lowercase());
        (!self.scim || member.is_from_directory())
            && (self.domains.is_empty() || domain.is_some_and(|domain| self.domains.contains(&domain)))
            && (self.roles.is_empty() || self.roles.iter().any(|name| name.role() == member.role))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;
    use serde_json::{Value, json};

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        rule: Rule,
    }

    fn rule(words: &[&str]) -> Rule {
        Line::try_parse_from([&["confirm"], words].concat()).unwrap().rule
    }

    fn member(email: &str, role: u8, origin: &str) -> Member {
        let fields = json!({
            "id": "219f952e-67f9-475e-8a7a-61e6c172c443", "email": email, "status": 1, "type": role, "origin": origin,
        });
        serde_json::from_value::<Member>(fields as Value).unwrap()
    }

    #[test]
    fn every_kind_must_hold_and_one_of_a_kind_is_enough() {
        let strict =
            rule(&["--if-scim", "--if-domain", "Example.com", "--if-domain", "example.org", "--if-role", "user"]);
        for (member, expected) in [
            (member("dora@example.com", 2, "scim"), true),
            (member("DORA@EXAMPLE.ORG", 2, "scim"), true),
            (member("dora@example.com", 2, "console"), false),
            (member("dora@example.com", 1, "scim"), false),
            (member("dora@evil-example.com", 2, "scim"), false),
            (member("dora@sub.example.com", 2, "scim"), false),
            (member("dora@example.com.evil.net", 2, "scim"), false),
            (member("\"dora@example.com\"@evil.net", 2, "scim"), false),
            (member("example.com", 2, "scim"), false),
        ] {
            assert_eq!(strict.matches(&member), expected, "{member:?}");
        }
    }

    #[test]
    fn a_rule_of_one_kind_says_nothing_about_the_others() {
        let owner_by_hand = member("olga@example.com", 0, "console");
        assert!(rule(&["--if-domain", "example.com"]).matches(&owner_by_hand));
        assert!(rule(&["--if-role", "owner", "--if-role", "admin"]).matches(&owner_by_hand));
        assert!(!rule(&["--if-scim"]).matches(&owner_by_hand));
    }

    #[test]
    fn what_is_no_domain_is_refused() {
        for wrong in ["@example.com", "example", "*.example.com", ".example.com", ""] {
            assert!(Line::try_parse_from(["confirm", "--if-domain", wrong]).is_err(), "{wrong}");
        }
        assert!(rule(&[]).is_empty() && !rule(&["--if-scim"]).is_empty());
    }
}

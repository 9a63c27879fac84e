//! `/organizations/{organization}/roles`: what each role may do.

use crate::layout::{Layout, PageResult, page};
use crate::organization_session::OrganizationSession;
use crate::rail::Entry;
use crate::texts::Texts;
use askama::Template;
use domain::MemberRole;

/// Whether a role may do something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum May {
    Yes,
    No,
    /// With a permission.
    If,
}

use May::{If, No, Yes};

/// What one may do, and whether owners, admins, Custom members and users may.
const RIGHTS: [(&str, [May; 4]); 12] = [
    ("roles-use", [Yes, Yes, Yes, Yes]),
    ("roles-collections", [Yes, Yes, If, If]),
    ("roles-edit-any", [Yes, Yes, If, No]),
    ("roles-log", [Yes, Yes, If, No]),
    ("roles-groups", [Yes, Yes, If, No]),
    ("roles-users", [Yes, Yes, If, No]),
    ("roles-policies", [Yes, Yes, If, No]),
    ("roles-recovery", [Yes, Yes, If, No]),
    ("roles-scim", [Yes, Yes, If, No]),
    ("roles-admins", [Yes, Yes, No, No]),
    ("roles-owners", [Yes, No, No, No]),
    ("roles-organization", [Yes, No, No, No]),
];

/// The permissions of a Custom member: name, and what it means.
const PERMISSIONS: [(&str, &str); 12] = [
    ("permission-users", "permission-users-why"),
    ("permission-groups", "permission-groups-why"),
    ("permission-scim", "permission-scim-why"),
    ("permission-event-logs", "permission-event-logs-why"),
    ("permission-policies", "permission-policies-why"),
    ("permission-reset", "permission-reset-why"),
    ("permission-create-collections", "permission-create-collections-why"),
    ("permission-edit-collections", "permission-edit-collections-why"),
    ("permission-delete-collections", "permission-delete-collections-why"),
    ("permission-import-export", "permission-import-export-why"),
    ("permission-reports", "permission-reports-why"),
    ("permission-sso", "permission-sso-why"),
];

#[derive(Template)]
#[template(path = "organization/roles.html")]
struct Roles {
    t: Texts,
    layout: Layout,
    columns: [MemberRole; 4],
    rights: [(&'static str, [May; 4]); 12],
    permissions: [(&'static str, &'static str); 12],
    has_custom: bool,
}

impl May {
    /// The text, for those who do not see the color.
    const fn text(self) -> &'static str {
        match self {
            Self::Yes => "roles-yes",
            Self::No => "roles-no",
            Self::If => "roles-if",
        }
    }
}

pub(crate) async fn handle(session: OrganizationSession) -> PageResult {
    session.require(|permissions| permissions.manage_users)?;
    let t = session.t();
    let has_custom = session.organization.plan.has_enterprise_features();
    page(&Roles::new(t, session.layout(t.say("roles-title"), Entry::Roles), has_custom))
}

impl Roles {
    fn new(t: Texts, layout: Layout, has_custom: bool) -> Self {
        let columns = [MemberRole::Owner, MemberRole::Admin, MemberRole::Custom, MemberRole::User];
        Self { t, layout, columns, rights: RIGHTS, permissions: PERMISSIONS, has_custom }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;

    #[test]
    fn every_right_is_said_for_every_role() {
        let t = Texts::sample(Timestamp::from_micros(0));
        let html = Roles::new(t, Layout::sample("Roles"), false).render().unwrap();
        assert_eq!(html.matches("<td class=\"may\"").count(), 4 * RIGHTS.len());
        assert!(html.contains("Manage users") && html.contains("Custom roles need the Enterprise plan."));
    }
}

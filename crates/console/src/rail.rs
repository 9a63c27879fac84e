//! The links beside every page.

use crate::organization_session::OrganizationSession;
use crate::router::is_served;
use crate::session::Session;
use domain::{Member, MemberRole, Permissions};

/// What a page is in the rail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    Overview,
    Members,
    Groups,
    Collections,
    Provisioning,
    Events,
    Outbox,
    Scim,
    Policies,
    Roles,
    ApiKeys,
    Organization,
    Account,
    Devices,
    Password,
    Email,
    TwoStep,
    DeleteAccount,
    Operator,
}

/// Who sees an entry.
#[derive(Clone, Copy)]
enum Seen {
    /// Everybody who runs something here.
    Any,
    /// Who may do this.
    With(fn(&Permissions) -> bool),
    /// Owners alone.
    Owners,
}

/// An entry: what it is, its text, its icon, its path below the organization, and who sees it.
type Row = (Entry, &'static str, &'static str, &'static str, Seen);

/// The entries of an organization, in sections with the id of their heading.
const ORGANIZATION: [(Option<&str>, &[Row]); 3] = [
    (
        None,
        &[
            (Entry::Overview, "rail-overview", "home", "/overview", Seen::Any),
            (Entry::Members, "rail-members", "people", "/members", Seen::With(|may| may.manage_users)),
            (Entry::Groups, "rail-groups", "groups", "/groups", Seen::With(|may| may.manage_groups)),
            (Entry::Collections, "rail-collections", "collection", "/collections", Seen::Any),
        ],
    ),
    (
        Some("rail-reporting"),
        &[
            (Entry::Provisioning, "rail-provisioning", "sync", "/provisioning", Seen::With(|may| may.manage_scim)),
            (Entry::Events, "rail-events", "log", "/events", Seen::With(|may| may.access_event_logs)),
            (Entry::Outbox, "rail-outbox", "mail", "/outbox", Seen::With(|may| may.manage_users)),
        ],
    ),
    (
        Some("rail-settings"),
        &[
            (Entry::Scim, "rail-scim", "plug", "/settings/scim", Seen::With(|may| may.manage_scim)),
            (Entry::Policies, "rail-policies", "shield", "/policies", Seen::With(|may| may.manage_policies)),
            (Entry::Roles, "rail-roles", "badge", "/roles", Seen::With(|may| may.manage_users)),
            (Entry::ApiKeys, "rail-api-keys", "key", "/settings/api-keys", Seen::Owners),
            (Entry::Organization, "rail-organization", "building", "/settings/organization", Seen::Owners),
        ],
    ),
];

/// The entries of a person's own account.
const ACCOUNT: [Row; 6] = [
    (Entry::Account, "rail-account", "person", "/account", Seen::Any),
    (Entry::Devices, "rail-devices", "device", "/account/devices", Seen::Any),
    (Entry::Password, "rail-password", "key", "/account/password", Seen::Any),
    (Entry::Email, "rail-email", "mail", "/account/email", Seen::Any),
    (Entry::TwoStep, "rail-two-step", "shield", "/account/two-step", Seen::Any),
    (Entry::DeleteAccount, "rail-delete-account", "trash", "/account/delete", Seen::Any),
];

/// The entry of whoever runs the installation.
const OPERATOR: Row = (Entry::Operator, "rail-operator", "server", "/operator", Seen::Any);

/// The links beside a page.
pub(crate) struct Rail {
    /// What the page is about.
    pub(crate) heading: Option<RailHeading>,
    pub(crate) sections: Vec<RailSection>,
}

/// The organization that a page is about.
pub(crate) struct RailHeading {
    pub(crate) name: String,
    pub(crate) plan: &'static str,
    /// Where else one may go: name and path.
    pub(crate) others: Vec<(String, String)>,
}

/// Links under one heading.
pub(crate) struct RailSection {
    /// The heading's text.
    pub(crate) title: Option<&'static str>,
    pub(crate) links: Vec<RailLink>,
}

/// One link.
pub(crate) struct RailLink {
    /// Its text.
    pub(crate) text: &'static str,
    pub(crate) icon: &'static str,
    pub(crate) href: String,
    pub(crate) is_current: bool,
}

impl Rail {
    /// Beside a page of an organization: what this member may see of it.
    pub(crate) fn of_organization(session: &OrganizationSession, current: Entry) -> Self {
        let own = &session.organization;
        let others = session.organizations.iter().filter(|other| other.id != own.id);
        let others = others.map(|other| (other.name.clone(), format!("/organizations/{}", other.id))).collect();
        let base = session.path("");
        let sections = ORGANIZATION.into_iter().map(|(title, rows)| RailSection {
            title,
            links: rows
                .iter()
                .filter(|(.., seen)| seen.is_by(&session.member))
                .filter(|(_, _, _, path, _)| is_served(&format!("/organizations/{{organization}}{path}")))
                .map(|row| link(row, &base, current))
                .collect(),
        });
        let sections = sections.filter(|section| !section.links.is_empty()).collect();
        let plan = match own.plan {
            domain::Plan::Free => "plan-free",
            domain::Plan::Families => "plan-families",
            domain::Plan::Teams => "plan-teams",
            domain::Plan::Enterprise => "plan-enterprise",
        };
        Self { heading: Some(RailHeading { name: own.name.clone(), plan, others }), sections }
    }

    /// Beside a page of a person's own account.
    pub(crate) fn of_account(session: &Session, current: Entry) -> Self {
        let rows = ACCOUNT.iter().chain(session.is_operator.then_some(&OPERATOR));
        let links = rows.filter(|(_, _, _, path, _)| is_served(path)).map(|row| link(row, "", current)).collect();
        Self { heading: None, sections: vec![RailSection { title: None, links }] }
    }
}

fn link((entry, text, icon, path, _): &Row, base: &str, current: Entry) -> RailLink {
    RailLink { text, icon, href: format!("{base}{path}"), is_current: *entry == current }
}

impl Seen {
    fn is_by(self, member: &Member) -> bool {
        match self {
            Self::Any => member.may(|permissions| *permissions != Permissions::NONE),
            Self::With(permission) => member.may(permission),
            Self::Owners => member.role == MemberRole::Owner,
        }
    }
}

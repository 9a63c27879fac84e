//! Who is signed in, as a member of the organization that the page is about.

use crate::Console;
use crate::error::PageError;
use crate::layout::Layout;
use crate::path_id;
use crate::rail::{Entry, Rail};
use crate::session::Session;
use crate::texts::Texts;
use application::{Call, ConfirmedMembership, FindBrowserSession, ListMemberships, StorageError};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::{Authority, Member, Organization, OrganizationId, Permissions, Refusal};

/// A request under `/organizations/{organization}` by a confirmed member of it. For everybody else there is no such page.
#[derive(Clone)]
pub(crate) struct OrganizationSession {
    pub(crate) person: Session,
    pub(crate) organization: Organization,
    /// The person as a member.
    pub(crate) member: Member,
    /// Where else the person is a member, to switch to.
    pub(crate) organizations: Vec<Organization>,
}

impl OrganizationSession {
    /// The person as the rules see them.
    pub(crate) fn authority(&self) -> Authority {
        Authority::Member(Box::new(self.member.clone()))
    }

    /// Answers 404 to who lacks this permission. Owners and admins have them all.
    pub(crate) fn require(&self, permission: fn(&Permissions) -> bool) -> Result<(), PageError> {
        self.authority().require(permission).map_err(|_: Refusal| PageError::NotFound)
    }

    /// Answers 404 to who has nothing to run in the organization.
    pub(crate) fn require_any(&self) -> Result<(), PageError> {
        self.require(|permissions| *permissions != Permissions::NONE)
    }

    /// Answers 404 to who is no owner.
    pub(crate) fn require_owner(&self) -> Result<(), PageError> {
        self.authority().require_owner().map_err(|_: Refusal| PageError::NotFound)
    }

    /// The session as it is now, for an answer that takes long; none where it ended, or the person is no member any more. A
    /// look at it is no use of it: a page that is left open ends like any other.
    pub(crate) async fn renewed(&self, console: &Console) -> Result<Option<Self>, StorageError> {
        let (cookie, now) = (&self.person.cookie, console.application.now());
        let find = FindBrowserSession { account_id: cookie.account_id, id: cookie.id, digest: cookie.digest(), now };
        let Some((_, account)) = console.application.read(&find).await? else { return Ok(None) };
        let memberships = console.application.read(&ListMemberships(account.id)).await?;
        let found = memberships.into_iter().find(|membership| membership.organization.id == self.organization.id);
        Ok(found.map(|found| Self { organization: found.organization, member: found.member, ..self.clone() }))
    }

    /// The texts.
    pub(crate) fn t(&self) -> Texts {
        self.person.t()
    }

    /// The context of a command by this person.
    pub(crate) fn command(&self, console: &Console) -> Call {
        self.person.command(console)
    }

    /// A path of this organization: `path("/members")`.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/organizations/{}{rest}", self.organization.id)
    }

    /// The frame of a page about the organization, under a title that the reader sees.
    pub(crate) fn layout(&self, title: impl Into<String>, current: Entry) -> Layout {
        Layout::new(&self.person, title.into(), Rail::of_organization(self, current))
    }
}

impl FromRequestParts<Console> for OrganizationSession {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, console: &Console) -> Result<Self, PageError> {
        let person = Session::from_request_parts(parts, console).await?;
        let id = path_id::read(parts, console, "organization", OrganizationId::parse).await?;
        let memberships = console.application.read(&ListMemberships(person.account.id)).await?;
        let organizations = memberships.iter().map(|membership| membership.organization.clone()).collect();
        let found = memberships.into_iter().find(|membership| membership.organization.id == id);
        let ConfirmedMembership { organization, member, .. } = found.ok_or(PageError::NotFound)?;
        Ok(Self { person, organization, member, organizations })
    }
}

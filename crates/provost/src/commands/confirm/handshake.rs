//! The session in which members are confirmed.

use crate::commands::account::trouble::explained;
use crate::output::printable;
use account_client::{
    ClientError, Member, MemberKey, MemberRole, MemberStatus, Profile, Session, UnlockedOrganization, Uuid,
};
use anyhow::{Context as _, bail};
use domain::OrganizationId;

/// An unlocked organization, and the account that may confirm in it.
pub(crate) struct Handshake {
    session: Session,
    organization: UnlockedOrganization,
}

/// What became of a confirmation.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The member has the key.
    Confirmed,
    /// The member did not wait any more: somebody else was quicker. `None` where the member is gone.
    NoLongerWaiting(Option<MemberStatus>),
    /// The server refused, in these words, and the member waits on.
    Refused(String),
}

impl Handshake {
    /// Opens the organization's key.
    pub(crate) async fn open(session: Session, id: Option<OrganizationId>) -> anyhow::Result<Self> {
        let profile = session.profile().await.map_err(explained)?;
        let chosen = choose(&profile, id.map(OrganizationId::uuid))?;
        let found = profile.organizations.into_iter().find(|organization| organization.id == chosen);
        let organization = found.context("the organization is gone")?;
        if organization.role == MemberRole::User {
            bail!(
                "only owners, admins, and custom members with manageUsers confirm others; {} is a User of {}. Ask one of \
                 them, or for another role",
                printable(&profile.email),
                printable(&organization.name)
            );
        }
        let organization = session.open_organization(organization).map_err(explained)?;
        Ok(Self { session, organization })
    }

    /// Leaves no session behind, nor a device in the account's list. One that the server could not be told of is forgotten
    /// by itself, as others of its kind come.
    pub(crate) async fn sign_out(&self) {
        let _ = self.session.sign_out().await;
    }

    /// The name of the organization.
    pub(crate) fn organization_name(&self) -> &str {
        &self.organization.name
    }

    /// Everybody in the organization.
    pub(crate) async fn members(&self) -> Result<Vec<Member>, ClientError> {
        self.tried(async |session| session.members(self.organization.id).await).await
    }

    /// The public key that the server hands out for a member.
    pub(crate) async fn key_of(&self, member: &Member) -> Result<MemberKey, ClientError> {
        self.tried(async |session| session.member_key(member).await).await
    }

    /// Confirms a member with that key.
    pub(crate) async fn confirm(&self, member: &Member, key: &MemberKey) -> Result<Outcome, ClientError> {
        let UnlockedOrganization { id, key: organization_key, .. } = &self.organization;
        let confirmed =
            self.tried(async |session| session.confirm(*id, organization_key, member.id, &key.public_key).await).await;
        match confirmed {
            Ok(()) => Ok(Outcome::Confirmed),
            Err(error) if error.is_temporary() => Err(error),
            Err(ClientError::Refused { message, .. }) => {
                match self.tried(async |session| session.member(*id, member.id).await).await {
                    Ok(now) if now.is_waiting() => Ok(Outcome::Refused(message)),
                    Ok(now) => Ok(Outcome::NoLongerWaiting(Some(now.status))),
                    Err(error) if error.is_not_found() => Ok(Outcome::NoLongerWaiting(None)),
                    Err(error) => Err(error),
                }
            }
            Err(error) => Err(error),
        }
    }

    /// Logs in anew where the session has ended, and tries once more.
    async fn tried<T>(&self, call: impl AsyncFn(&Session) -> Result<T, ClientError>) -> Result<T, ClientError> {
        match call(&self.session).await {
            Err(ClientError::SessionEnded) => {
                self.session.renew().await?;
                call(&self.session).await
            }
            answer => answer,
        }
    }
}

fn choose(profile: &Profile, id: Option<Uuid>) -> anyhow::Result<Uuid> {
    let all = &profile.organizations;
    match id {
        Some(id) if all.iter().any(|organization| organization.id == id) => Ok(id),
        Some(id) => bail!("{} is not a confirmed member of the organization {id}", profile.email),
        None => match all.as_slice() {
            [only] => Ok(only.id),
            [] => bail!("{} is not a confirmed member of any organization", profile.email),
            several => {
                let names: Vec<_> = several.iter().map(|found| format!("\n  {}  {}", found.id, found.name)).collect();
                bail!("the account is in several organizations: choose one with --organization{}", names.concat())
            }
        },
    }
}

//! An organization with people in it, for tests.

use crate::browser::{Browser, sign_up};
use account_client::{Invitation, MemberRole, Method, Session, UnlockedOrganization, Uuid};
use application::{CreateScimKey, FindMember, FindOrganization, InvitationToken};
use domain::{KeyScope, Member, MemberId, Organization, OrganizationId, ScimKey, ScimKeyRecord};
use serde_json::{Value, json};
use testkit::app::App;

/// An organization whose owner is signed in.
pub(crate) struct Office {
    pub(crate) owner: Session,
    pub(crate) organization: UnlockedOrganization,
}

/// Somebody who is a member, signed in with a client.
pub(crate) struct Colleague {
    pub(crate) session: Session,
    pub(crate) id: Uuid,
}

impl Office {
    /// Makes the owner's account and the organization.
    pub(crate) async fn open(app: &App, owner: &str) -> Self {
        let owner = sign_up(app, owner).await;
        let organization = owner.create_organization("Office").await.unwrap();
        Self { owner, organization }
    }

    /// A browser of the owner.
    pub(crate) async fn browser(&self, app: &App) -> Browser {
        Browser::of(app, &self.owner).await
    }

    pub(crate) fn organization_id(&self) -> OrganizationId {
        OrganizationId::from_uuid(self.organization.id)
    }

    /// `/organizations/{id}` and what follows.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/organizations/{}{rest}", self.organization.id)
    }

    /// Makes a SCIM key on the operator's word.
    pub(crate) async fn scim_key(&self, app: &App) -> ScimKeyRecord {
        let create = CreateScimKey {
            call: app.application.system_call(),
            organization_id: self.organization_id(),
            name: "Directory".to_owned(),
            scope: KeyScope::UsersAndGroups,
            expires_at: None,
            key: ScimKey::generate(app.application.entropy()),
        };
        app.application.run(create).await.unwrap().record
    }

    /// The organization as it is now.
    pub(crate) async fn now(&self, app: &App) -> Organization {
        app.application.read(&FindOrganization(self.organization_id())).await.unwrap().unwrap().0
    }

    /// The owner as a member.
    pub(crate) async fn owner_id(&self) -> Uuid {
        let email = self.owner.profile().await.unwrap().email;
        let members = self.owner.members(self.organization.id).await.unwrap();
        members.iter().find(|member| member.email == email).unwrap().id
    }

    /// A member as the rules see it.
    pub(crate) async fn member(&self, app: &App, id: Uuid) -> Member {
        let find = FindMember { organization_id: self.organization_id(), id: MemberId::from_uuid(id) };
        app.application.read(&find).await.unwrap().unwrap().member
    }

    /// Gives a Custom member these permissions and no others.
    pub(crate) async fn permit(&self, id: Uuid, permissions: &Value) {
        let body = json!({"type": 4, "collections": [], "groups": [], "permissions": permissions});
        let path = format!("/api/organizations/{}/users/{id}", self.organization.id);
        self.owner.call(Method::PUT, &path, Some(&body)).await.unwrap();
    }

    /// Invites somebody; the member, and the token of the mailed link.
    pub(crate) async fn invited(&self, app: &App, email: &str, role: MemberRole) -> (Uuid, String) {
        let organization_id = self.organization.id;
        self.owner.invite(organization_id, &[email], role).await.unwrap();
        let members = self.owner.members(organization_id).await.unwrap();
        let id = members.iter().find(|member| member.email == email).unwrap().id;
        let token = InvitationToken::of(&self.member(app, id).await).unwrap().sign(app.application.tokens()).unwrap();
        (id, token)
    }

    /// Somebody new who is confirmed.
    pub(crate) async fn confirmed(&self, app: &App, email: &str, role: MemberRole) -> Colleague {
        let organization_id = self.organization.id;
        let (id, token) = self.invited(app, email, role).await;
        let session = sign_up(app, email).await;
        self.accept(app, &session, id, email, token).await;
        let member = self.owner.member(organization_id, id).await.unwrap();
        let key = self.owner.member_key(&member).await.unwrap();
        self.owner.confirm(organization_id, &self.organization.key, id, &key.public_key).await.unwrap();
        Colleague { session, id }
    }

    /// Somebody new who accepts the invitation of this member, and waits to be confirmed.
    pub(crate) async fn accepted(&self, app: &App, id: Uuid, email: &str) -> Session {
        let token = InvitationToken::of(&self.member(app, id).await).unwrap().sign(app.application.tokens()).unwrap();
        let session = sign_up(app, email).await;
        self.accept(app, &session, id, email, token).await;
        session
    }

    async fn accept(&self, app: &App, session: &Session, id: Uuid, email: &str, token: String) {
        let invitation = Invitation {
            server: app.origin.clone(),
            organization_id: self.organization.id,
            member_id: id,
            email: email.to_owned(),
            organization_name: "Office".to_owned(),
            has_account: true,
            brings_keys: false,
            token,
        };
        session.accept(&invitation, None).await.unwrap();
    }
}

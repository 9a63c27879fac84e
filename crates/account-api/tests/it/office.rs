//! Organizations with people in them, for tests.

use crate::people::{PASSWORD, client, sign_up};
use account_client::{ClientError, Invitation, MemberRole, Method, Session, UnlockedOrganization, Uuid};
use application::{FindMember, InvitationToken};
use domain::{Member, MemberId, OrganizationId, RecordedEvent};
use serde_json::{Value, json};
use testkit::app::App;
use testkit::rows;

/// An organization whose owner is signed in.
pub(crate) struct Office {
    pub(crate) owner: Session,
    pub(crate) organization: UnlockedOrganization,
}

/// Somebody who is a member, signed in.
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

    pub(crate) fn id(&self) -> Uuid {
        self.organization.id
    }

    pub(crate) fn organization_id(&self) -> OrganizationId {
        OrganizationId::from_uuid(self.organization.id)
    }

    /// `/api/organizations/{id}` and what follows.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/api/organizations/{}{rest}", self.organization.id)
    }

    /// A member as the rules see it.
    pub(crate) async fn member(&self, app: &App, id: Uuid) -> Option<Member> {
        let find = FindMember { organization_id: self.organization_id(), id: MemberId::from_uuid(id) };
        app.application.read(&find).await.unwrap().map(|found| found.member)
    }

    /// Invites an address and answers the membership's id.
    pub(crate) async fn invite(&self, email: &str, role: MemberRole) -> Uuid {
        self.owner.invite(self.id(), &[email], role).await.unwrap();
        let members = self.owner.members(self.id()).await.unwrap();
        members.iter().find(|member| member.email == email).unwrap().id
    }

    /// The invitation that a member's mail carries now.
    pub(crate) async fn invitation(&self, app: &App, id: Uuid) -> Invitation {
        let member = self.member(app, id).await.unwrap();
        let token = InvitationToken::of(&member).unwrap().sign(app.application.tokens()).unwrap();
        Invitation {
            server: app.origin.clone(),
            organization_id: self.id(),
            member_id: id,
            email: member.profile.email.text().to_owned(),
            organization_name: "Office".to_owned(),
            has_account: true,
            brings_keys: false,
            token,
        }
    }

    /// Somebody new who was invited and has accepted.
    pub(crate) async fn accepted(&self, app: &App, email: &str, role: MemberRole) -> Colleague {
        let id = self.invite(email, role).await;
        let session = sign_up(app, email).await;
        session.accept(&self.invitation(app, id).await, None).await.unwrap();
        Colleague { session, id }
    }

    /// Hands the organization's key to somebody who has accepted.
    pub(crate) async fn confirm(&self, id: Uuid) -> Result<(), ClientError> {
        let member = self.owner.member(self.id(), id).await?;
        let key = self.owner.member_key(&member).await?;
        self.owner.confirm(self.id(), &self.organization.key, id, &key.public_key).await
    }

    /// Somebody new who is confirmed.
    pub(crate) async fn confirmed(&self, app: &App, email: &str, role: MemberRole) -> Colleague {
        let colleague = self.accepted(app, email, role).await;
        self.confirm(colleague.id).await.unwrap();
        colleague
    }

    /// The organization's event log: number and details of each event.
    pub(crate) async fn events(&self, app: &App) -> Vec<RecordedEvent> {
        rows::events(&app.application, self.organization_id()).await.unwrap()
    }

    /// The details of the last event of this number.
    pub(crate) async fn last_event(&self, app: &App, event_type: i64) -> Value {
        let events = self.events(app).await;
        let last = events.iter().rev().find(|event| event.event_type == event_type);
        serde_json::from_str(&last.unwrap_or_else(|| panic!("no event {event_type}: {events:?}")).details).unwrap()
    }
}

/// Signs in on another device.
pub(crate) async fn sign_in(app: &App, email: &str) -> Session {
    client(app).log_in(email, PASSWORD).await.unwrap()
}

/// Status and message of a refused call.
pub(crate) fn refusal<T: std::fmt::Debug>(result: Result<T, ClientError>) -> (u16, String) {
    match result {
        Err(ClientError::Refused { status, message }) => (status, message),
        other => panic!("not refused: {other:?}"),
    }
}

/// A call whose answer is not looked at.
pub(crate) async fn call(session: &Session, method: Method, path: &str, body: Value) -> Result<Value, ClientError> {
    let body = (body != json!(null)).then_some(body);
    session.call(method, path, body.as_ref()).await
}

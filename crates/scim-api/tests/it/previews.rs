//! What the console says an action would do, held against what the command then does.

use crate::calls::both_engines;
use crate::people::console_member;
use application::{
    Application, CommandError, ConfirmMembers, FindMember, MemberAction, MemberChangePreview, MemberOutcomes,
    PreviewMemberChange, RegisterAccount, RegistrationProof, ReinviteMembers, RemoveMembers, RestoreMembers,
    RevokeMembers, SetPolicy,
};
use domain::{
    Account, AccountId, AccountKeys, Actor, Authority, KdfSettings, Member, MemberId, MemberRole, MemberStatus,
    NewAccount, OrganizationId, Origin, PolicyType,
};
use std::collections::HashMap;
use std::time::Duration;
use testkit::app::{App, make_organization};
use testkit::rows;

const ACTIONS: [MemberAction; 5] =
    [MemberAction::Invite, MemberAction::Confirm, MemberAction::Revoke, MemberAction::Restore, MemberAction::Remove];

#[tokio::test]
async fn previews_and_commands_agree_on_every_member() {
    for app in &both_engines().await {
        for (number, action) in ACTIONS.into_iter().enumerate() {
            for by_admin in [false, true] {
                let place = Place::new(app, &format!("Preview{number}{by_admin}"), by_admin).await;
                let before = place.members().await;
                let preview = place.preview(action).await;
                let done = place.run(action).await;
                let what = format!("{action:?}, {}", if by_admin { "by an admin" } else { "by the server" });
                let said: MemberOutcomes =
                    preview.rows.iter().map(|row| (row.id, row.outcome.clone().map(drop))).collect();
                assert_eq!(said, done, "{what}");
                let after = place.members().await;
                for row in &preview.rows {
                    let status = |members: &HashMap<MemberId, Member>| members.get(&row.id).map(|found| found.status);
                    let expected = row.outcome.clone().unwrap_or_else(|_| status(&before));
                    assert_eq!(status(&after), expected, "{what}: {:?}", row.member);
                }
                place.counts(&preview, &what).await;
            }
        }
    }
}

/// An organization with members of all kinds, and who acts there.
struct Place<'a> {
    app: &'a App,
    id: OrganizationId,
    actor: Actor,
    by: Authority,
    ids: Vec<MemberId>,
}

impl<'a> Place<'a> {
    async fn new(app: &'a App, name: &str, by_admin: bool) -> Self {
        use MemberStatus::{Accepted, Confirmed, Invited, Revoked, Staged};
        let application = &app.application;
        let id = make_organization(application, name).await.unwrap().id;
        let call = application.system_call();
        let policy_type = PolicyType::TwoStepLogin;
        let policy = SetPolicy { call, organization_id: id, policy_type, enabled: true, settings: None };
        application.run(policy).await.unwrap();
        let mut place = Self { app, id, actor: Actor::System, by: Authority::Server, ids: Vec::new() };
        let person = |number: usize, status| Member {
            organization_id: id,
            ..console_member(app, &format!("{name}{number}@acme.example"), status)
        };
        let long_ago = Some(application.now().before(Duration::from_hours(200)));
        let of_role = |role, member: Member| Member { role, ..member };
        let before = |status, member: Member| Member { status_before_revocation: Some(status), ..member };
        let mut people = vec![
            person(0, Staged),
            person(1, Invited),
            Member { invited_at: long_ago, ..person(2, Invited) },
            place.with_account(person(3, Accepted)).await,
            of_role(MemberRole::Admin, place.with_account(person(4, Accepted)).await),
            place.with_account(person(5, Confirmed)).await,
            of_role(MemberRole::Owner, place.with_account(person(6, Confirmed)).await),
            Member { is_break_glass: true, ..place.with_account(person(7, Confirmed)).await },
            place.with_account(person(8, Revoked)).await,
            of_role(MemberRole::Admin, place.with_account(person(9, Revoked)).await),
            Member { invited_at: long_ago, ..before(Invited, person(10, Revoked)) },
            before(Staged, person(11, Revoked)),
        ];
        let admin = of_role(MemberRole::Admin, place.with_account(person(12, Confirmed)).await);
        if by_admin {
            place.actor = Actor::Account(admin.account_id.unwrap());
            place.by = Authority::Member(Box::new(admin.clone()));
        }
        people.push(admin);
        place.ids = people.iter().map(|member| member.id).collect();
        place.ids.push(MemberId::from_uuid(application.fresh_uuid()));
        for member in people {
            rows::insert_member(application, member).await.unwrap();
        }
        for sql in [
            "INSERT INTO account_membership (account_id, organization_id, member_id) SELECT account_id, organization_id, \
             id FROM member m WHERE organization_id = $1 AND account_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \
             account_membership a WHERE a.account_id = m.account_id AND a.organization_id = m.organization_id)",
            "DELETE FROM outbox WHERE organization_id = $1",
            // One seat is left, so that not everybody finds one.
            "UPDATE organization SET seats = 1 + (SELECT occupied_seats FROM ledger WHERE organization_id = $1) WHERE id = $1",
        ] {
            rows::execute(application, sql, id).await.unwrap();
        }
        place
    }

    async fn with_account(&self, member: Member) -> Member {
        let application: &Application = &self.app.application;
        let text = || "not a key".to_owned();
        let person = NewAccount {
            email: member.profile.email.clone(),
            email_verified: true,
            name: None,
            password_hash: text(),
            password_hint: None,
            kdf: KdfSettings::DEFAULT,
            keys: AccountKeys { wrapped_user_key: text(), public_key: text(), wrapped_private_key: text() },
        };
        let id = AccountId::from_uuid(application.fresh_uuid());
        let account = Account::new(person, id, application.fresh_uuid(), application.now()).unwrap();
        let (call, proof) = (application.system_call(), RegistrationProof::Address);
        application.run(RegisterAccount { call, account, proof }).await.unwrap();
        Member { account_id: Some(id), account_email: Some(member.profile.email.clone()), ..member }
    }

    async fn preview(&self, action: MemberAction) -> MemberChangePreview {
        let (by, ids, now) = (self.by.clone(), self.ids.clone(), self.app.application.now());
        let preview = PreviewMemberChange { organization_id: self.id, by, ids, action, now };
        self.app.application.read(&preview).await.unwrap()
    }

    async fn run(&self, action: MemberAction) -> MemberOutcomes {
        let application = &self.app.application;
        let call = application.call(self.actor, Origin::Console, None, None);
        let (organization_id, ids) = (self.id, self.ids.clone());
        let done: Result<MemberOutcomes, CommandError> = match action {
            MemberAction::Invite => application.run(ReinviteMembers { call, organization_id, ids }).await,
            MemberAction::Confirm => {
                let keys = ids.into_iter().map(|id| (id, "not a key".to_owned())).collect();
                application.run(ConfirmMembers { call, organization_id, keys }).await
            }
            MemberAction::Revoke => application.run(RevokeMembers { call, organization_id, ids }).await,
            MemberAction::Restore => application.run(RestoreMembers { call, organization_id, ids }).await,
            MemberAction::Remove => application.run(RemoveMembers { call, organization_id, ids }).await,
        };
        done.unwrap()
    }

    async fn members(&self) -> HashMap<MemberId, Member> {
        let mut found = HashMap::new();
        for id in &self.ids {
            let find = FindMember { organization_id: self.id, id: *id };
            found.extend(self.app.application.read(&find).await.unwrap().map(|view| (*id, view.member)));
        }
        found
    }

    /// Seats, owners and mails are what the preview says.
    async fn counts(&self, preview: &MemberChangePreview, what: &str) {
        let (ledger, _) = rows::ledger(&self.app.application, self.id).await.unwrap().unwrap();
        let said = (preview.seats_after, preview.owners_after);
        assert_eq!((ledger.occupied_seats, ledger.confirmed_owners), said, "{what}");
        let mails = "SELECT COUNT(*) FROM outbox WHERE organization_id = $1";
        let mails = rows::number(&self.app.application, mails, self.id).await.unwrap();
        assert_eq!(usize::try_from(mails).unwrap(), preview.mails, "{what}");
        let changed = preview.rows.iter().filter(|row| row.outcome.is_ok()).count();
        assert!(changed == preview.changed && changed > 0 && changed < preview.rows.len(), "{what}: {preview:?}");
    }
}
